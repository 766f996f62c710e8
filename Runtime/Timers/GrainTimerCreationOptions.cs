using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>When a grain's timer ticks, and how.</summary>
public readonly struct GrainTimerCreationOptions
{
    /// <summary>Creates options.</summary>
    public GrainTimerCreationOptions()
    {
    }

    /// <summary>Creates options.</summary>
    /// <param name="dueTime">The time to the first tick.</param>
    /// <param name="period">The time from the end of a tick to the next.</param>
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>The time to the first tick; <see cref="Timeout.InfiniteTimeSpan"/> for none.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>The time from the end of a tick to the next; <see cref="Timeout.InfiniteTimeSpan"/> for a single tick.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Whether ticks interleave with calls at awaits. Default: <see langword="false"/>.</summary>
    public bool Interleave { get; init; }

    /// <summary>Whether ticks count as use of the grain, which keeps it from being collected. Default: <see langword="false"/>.</summary>
    public bool KeepAlive { get; init; }
}
