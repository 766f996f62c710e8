using Microsoft.Extensions.Logging;
using Orleans.Timers;

namespace Orleans.Runtime;

/// <summary>Starts timers for grains.</summary>
internal sealed class TimerRegistry(TimeProvider timeProvider, ILogger<GrainTimer> logger) : ITimerRegistry
{
    public IDisposable RegisterTimer(IGrainContext grainContext, Func<object?, Task> callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return RegisterGrainTimer(
            grainContext,
            static (tick, _) => tick.callback(tick.state),
            (callback, state),
            new GrainTimerCreationOptions(dueTime, period) { Interleave = true });
    }

    public IGrainTimer RegisterGrainTimer<TState>(
        IGrainContext grainContext, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    {
        ArgumentNullException.ThrowIfNull(grainContext);
        ArgumentNullException.ThrowIfNull(callback);
        if (grainContext is not Activation activation || !ReferenceEquals(RuntimeContext.Current, activation))
        {
            throw new InvalidOperationException("A grain's timer can only be started in a turn of the grain, not from Task.Run or another thread.");
        }

        var timer = new GrainTimer(activation, cancellationToken => callback(state, cancellationToken), options, timeProvider, logger);
        activation.AddTimer(timer);
        timer.Change(options.DueTime, options.Period);
        return timer;
    }
}
