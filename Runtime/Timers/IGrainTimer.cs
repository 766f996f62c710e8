namespace Orleans.Runtime;

/// <summary>A timer whose ticks are turns of a grain. It ends when it is disposed or its activation ends.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Sets the times anew; during a tick, they count from its end.</summary>
    /// <param name="dueTime">The time to the next tick; <see cref="Timeout.InfiniteTimeSpan"/> for none.</param>
    /// <param name="period">The time from the end of a tick to the next; <see cref="Timeout.InfiniteTimeSpan"/> for a single tick.</param>
    void Change(TimeSpan dueTime, TimeSpan period);
}
