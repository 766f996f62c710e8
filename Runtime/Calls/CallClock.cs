namespace Orleans.Runtime;

/// <summary>
/// The clock that calls are timed by. It stands still while the process as a whole is stopped, by Ctrl-Z, a debugger or a
/// machine asleep: nothing could answer meanwhile, and no call is late because of it.
/// </summary>
internal sealed class CallClock
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly long _longestDelay;
    private long _stopped;
    private long _coarse;

    public CallClock(TimeProvider time)
    {
        _time = time;
        _longestDelay = ToTicks(LongestDelay);
        _coarse = time.GetTimestamp();
    }

    /// <summary>Ticks of the time that the process ran.</summary>
    public long Now => _time.GetTimestamp() - Volatile.Read(ref _stopped);

    /// <summary><see cref="Now"/> as <see cref="Read"/> last saw it: cheap.</summary>
    public long Coarse => Volatile.Read(ref _coarse);

    /// <summary>Looks at the clock, which has to be done regularly: a reading that is far behind its time means a stop.</summary>
    /// <param name="period">Ticks from one reading to the next.</param>
    public long Read(long period)
    {
        lock (_gate)
        {
            long now = Now, delay = now - _coarse - period;
            if (delay > _longestDelay)
            {
                Volatile.Write(ref _stopped, _stopped + delay);
                now -= delay;
            }

            Volatile.Write(ref _coarse, now);
            return now;
        }
    }

    public long ToTicks(TimeSpan time) =>
        time.TotalDays > 36500 ? long.MaxValue / 4 : (long)(time.TotalSeconds * _time.TimestampFrequency);

    public TimeSpan ToTime(long ticks) => TimeSpan.FromSeconds((double)ticks / _time.TimestampFrequency);
}
