using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <summary>
/// A timer of an activation. A tick is a one-way call that the activation makes to itself; the next one is set when it has
/// ended, so that ticks never pile up.
/// </summary>
internal sealed partial class GrainTimer : IGrainTimer
{
    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _disposed = new();
    private readonly GrainTimerTick _tick;
    private readonly Lock _gate = new();
    private TimeSpan _dueTime;
    private TimeSpan _period;
    private bool _isTicking;
    private bool _isChanged;

    public GrainTimer(
        Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options, TimeProvider timeProvider, ILogger logger)
    {
        _activation = activation;
        _callback = callback;
        _logger = logger;
        _tick = new GrainTimerTick(this, options);

        // A tick must not see the request context of the call that started the timer.
        using var suppressed = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        _timer = timeProvider.CreateTimer(
            static state => ((GrainTimer)state!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Validate(dueTime, nameof(dueTime));
        Validate(period, nameof(period));
        lock (_gate)
        {
            _dueTime = dueTime;
            _period = period;
            _isChanged = true;
            if (!_isTicking && !_disposed.IsCancellationRequested)
            {
                _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed.IsCancellationRequested)
            {
                return;
            }

            _timer.Dispose();
        }

        _disposed.Cancel();
        _activation.RemoveTimer(this);
    }

    internal async Task Tick()
    {
        lock (_gate)
        {
            _isChanged = false;
        }

        try
        {
            if (!_disposed.IsCancellationRequested)
            {
                await _callback(_disposed.Token).ConfigureAwait(true);
            }
        }
        catch (Exception exception)
        {
            // The timer goes on: one failed tick says nothing about the next.
            LogTickFailed(exception, _activation.GrainId);
        }
        finally
        {
            lock (_gate)
            {
                _isTicking = false;
                if (!_disposed.IsCancellationRequested)
                {
                    // Without a period the timer rests until it is changed; a period of zero runs on at once.
                    _timer.Change(_isChanged ? _dueTime : _period, Timeout.InfiniteTimeSpan);
                }
            }
        }
    }

    private void Fire()
    {
        lock (_gate)
        {
            if (_isTicking || _disposed.IsCancellationRequested)
            {
                return;
            }

            _isTicking = true;
        }

        _activation.Receive(_tick);
    }

    private static void Validate(TimeSpan value, string name)
    {
        // The limit of the timers underneath.
        var milliseconds = (long)value.TotalMilliseconds;
        ArgumentOutOfRangeException.ThrowIfLessThan(milliseconds, -1, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(milliseconds, 0xfffffffe, name);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A timer tick of grain {GrainId} failed; the timer goes on.")]
    private partial void LogTickFailed(Exception exception, GrainId grainId);
}
