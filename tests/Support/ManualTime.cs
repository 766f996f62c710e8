namespace RlOrleans.Tests.Support;

/// <summary>A clock that moves when it is told to, and fires the timers that it passes in the order of their times.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Timer> _timers = [];
    private readonly Dictionary<TimeSpan, int> _made = [];
    private DateTimeOffset _now = new(2026, 11, 21, 9, 30, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (_lock)
            _made[dueTime] = _made.GetValueOrDefault(dueTime) + 1;
        return timer;
    }

    /// <summary>How many timers were made so far to fire first after exactly this time.</summary>
    public int CountOfTimersMadeFor(TimeSpan dueTime)
    {
        lock (_lock)
            return _made.GetValueOrDefault(dueTime);
    }

    public void Advance(TimeSpan time)
    {
        DateTimeOffset end = GetUtcNow() + time;
        while (true)
        {
            Timer? next;
            lock (_lock)
            {
                next = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
                _now = next is null ? end : next.Due > _now ? next.Due.Value : _now;
                next?.Passed();
            }

            if (next is null)
                return;
            next.Fire();
        }
    }

    /// <summary>Lets time pass as for a process that is stopped: timers fire once, late, at the end.</summary>
    public void Sleep(TimeSpan time)
    {
        lock (_lock)
            _now += time;
        Advance(TimeSpan.Zero);
    }

    private sealed class Timer(ManualTime time, Action callback) : ITimer
    {
        private TimeSpan _period;

        public DateTimeOffset? Due { get; private set; }

        public void Fire() => callback();

        public void Passed() => Due = _period == Timeout.InfiniteTimeSpan ? null : time._now + _period;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : time._now + dueTime;
                _period = period == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : period;
                time._timers.Remove(this);
                time._timers.Add(this);
            }

            return true;
        }

        public void Dispose()
        {
            lock (time._lock)
                time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
