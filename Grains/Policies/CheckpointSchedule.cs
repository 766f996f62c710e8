namespace RlOrleans.Policies;

/// <summary>When a run's next checkpoint is due: after the updates that it asks for, or by time.</summary>
/// <param name="every">Updates between two; 0 for by time.</param>
/// <param name="time">The clock.</param>
internal sealed class CheckpointSchedule(long every, TimeProvider time)
{
    // How much a kill may cost where a run does not say. A replay buffer may be a gigabyte, so checkpoints are as much
    // rarer as keeps them to a twentieth of the time.
    private static readonly TimeSpan LeastPeriod = TimeSpan.FromSeconds(2);
    private const int CostFactor = 20;

    private long _begunAt = time.GetTimestamp();
    private TimeSpan _period = LeastPeriod;

    /// <summary>Whether the state after an update is to be kept.</summary>
    public bool IsDue(long version) => every > 0 ? version % every == 0 : time.GetElapsedTime(_begunAt) >= _period;

    /// <summary>A checkpoint is being written.</summary>
    public void Begin() => _begunAt = time.GetTimestamp();

    /// <summary>It is written.</summary>
    public void End()
    {
        var cost = CostFactor * time.GetElapsedTime(_begunAt);
        _period = cost > LeastPeriod ? cost : LeastPeriod;
    }
}
