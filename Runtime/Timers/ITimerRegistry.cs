using Orleans.Runtime;

namespace Orleans.Timers;

/// <summary>Starts timers for grains.</summary>
public interface ITimerRegistry
{
    /// <summary>Starts a timer whose ticks interleave with calls.</summary>
    /// <param name="grainContext">The activation.</param>
    /// <param name="callback">The tick.</param>
    /// <param name="state">Its argument.</param>
    /// <param name="dueTime">The time to the first tick.</param>
    /// <param name="period">The time between ticks.</param>
    /// <returns>Ends the timer when disposed.</returns>
    [Obsolete("Use 'RegisterGrainTimer(grainContext, callback, state, new() { DueTime = dueTime, Period = period, Interleave = true })' instead.")]
    IDisposable RegisterTimer(IGrainContext grainContext, Func<object?, Task> callback, object? state, TimeSpan dueTime, TimeSpan period);

    /// <summary>Starts a timer.</summary>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="grainContext">The activation.</param>
    /// <param name="callback">The tick.</param>
    /// <param name="state">Its argument.</param>
    /// <param name="options">When it ticks.</param>
    /// <returns>The timer.</returns>
    IGrainTimer RegisterGrainTimer<TState>(
        IGrainContext grainContext, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options);
}
