namespace RlOrleans.Environments;

/// <summary>Whether one lane plays, waits to be started again, or is retired.</summary>
internal sealed class LaneHealth(RestartPolicy policy)
{
    private int _failures;
    private bool _hasPlayed;

    /// <summary>Whether there is an episode.</summary>
    public bool Plays { get; private set; } = true;

    /// <summary>Whether it failed too often to be started again.</summary>
    public bool IsRetired { get; private set; }

    /// <summary>When it is started again, as time since the lanes were made.</summary>
    public TimeSpan RestartAt { get; private set; }

    /// <summary>The episode that is started then.</summary>
    public uint NextEpisode { get; private set; }

    /// <summary>What the latest failure was.</summary>
    public string? Reason { get; private set; }

    public bool IsDue(TimeSpan now) => !Plays && !IsRetired && now >= RestartAt;

    /// <summary>Takes note of a failure, in play or at a start.</summary>
    /// <param name="nextEpisode">The episode after the one that is lost.</param>
    /// <param name="reason">What failed.</param>
    /// <param name="now">When.</param>
    public void Fail(uint nextEpisode, string reason, TimeSpan now)
    {
        Plays = false;
        IsRetired = ++_failures >= (_hasPlayed ? policy.MaxFailures : policy.MaxFailuresUnplayed);
        (NextEpisode, Reason, RestartAt) = (nextEpisode, reason, now + policy.BackoffAfter(_failures));
    }

    /// <summary>Takes note of a loss that is nobody's failure: that of a lane which was saved; it is started again at once.</summary>
    public void Lose(uint nextEpisode, TimeSpan now)
    {
        (Plays, _hasPlayed) = (false, true);
        (NextEpisode, RestartAt) = (nextEpisode, now);
    }

    public void Restart() => Plays = true;

    /// <summary>A step was taken as it should be.</summary>
    public void TakeStep() => _hasPlayed = true;

    /// <summary>An episode ended as it should: what failed before it counts no more.</summary>
    public void EndEpisode() => _failures = 0;

    /// <summary>What is told of the failure: what happens to the lane.</summary>
    public string Consequence(TimeSpan now) => IsRetired
        ? $"it has failed {_failures} times in a row{(_hasPlayed ? "" : " without a single step")} and is retired"
        : $"it starts again in {(RestartAt - now).TotalSeconds:0.#} s";
}
