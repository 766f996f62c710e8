namespace RlOrleans.Uploads;

/// <summary>
/// When to look at the outbox again: soon after anything moved, ever later while nothing does, and later still while
/// something fails.
/// </summary>
internal sealed class OutboxPace
{
    private static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstFailure = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FailureLimit = TimeSpan.FromSeconds(10);

    private TimeSpan _idle = Soonest;
    private TimeSpan _failing;
    private bool _failed;
    private bool _hurried;

    /// <summary>A round begins.</summary>
    public void Begin() => _hurried = false;

    /// <summary>Something moved.</summary>
    public void Progressed() => (_idle, _failing) = (Soonest, TimeSpan.Zero);

    /// <summary>There is new work, perhaps during a round.</summary>
    public void Hurry()
    {
        _idle = Soonest;
        _hurried = true;
    }

    /// <summary>A step failed since the last round was due.</summary>
    public void Failed() => _failed = true;

    /// <summary>The time to the next round.</summary>
    /// <param name="isIdle">Whether nothing is on its way that could still fail as it did before.</param>
    public TimeSpan Next(bool isIdle)
    {
        if (_failed)
        {
            _failed = false;
            _failing = Min(_failing == TimeSpan.Zero ? FirstFailure : _failing * 2, FailureLimit);
            return _failing;
        }

        if (isIdle)
        {
            _failing = TimeSpan.Zero;
        }

        if (_hurried)
        {
            return TimeSpan.Zero;
        }

        var delay = _idle;
        _idle = Min(_idle * 2, IdleLimit);
        return delay;
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
