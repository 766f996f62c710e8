using System.Buffers;

namespace RlOrleans.Environments.Service.Sync;

/// <summary>
/// Lanes whose every step is a barrier of a lock-step: a step ends when all members have come to it. Joins at the first reset
/// or restore, and leaves when disposed.
/// </summary>
/// <remarks>
/// The lanes step between arriving and waiting. So a trainer that wraps remote lanes arrives, and then asks services that
/// wait for the trainer at the same barrier; the other order would have each wait for the other.
/// </remarks>
/// <param name="lanes">The lanes; disposed with this object.</param>
/// <param name="options">The lock-step.</param>
/// <param name="member">What others call the lanes; unique in the lock-step.</param>
public sealed class LockStepEnvironment(IVectorEnvironment lanes, LockStepOptions options, string member) : IVectorEnvironment
{
    private SyncClient? _member;

    // Where a step failed after the arrival, its repetition belongs to the same barrier.
    private ulong? _barrier;
    private bool _taken;

    /// <inheritdoc/>
    public EnvironmentSpec Spec => lanes.Spec;

    /// <inheritdoc/>
    /// <remarks>A barrier is waited at for longer than a step may take, and for <see cref="LockStepOptions.GiveUpAfter"/> at most.</remarks>
    public bool KeepsDeadlines => true;

    /// <inheritdoc/>
    public bool ReportsReturns => lanes.ReportsReturns;

    /// <inheritdoc/>
    public int LaneCount => lanes.LaneCount;

    /// <inheritdoc/>
    public ReadOnlySpan<uint> Episodes => lanes.Episodes;

    /// <inheritdoc/>
    /// <exception cref="SyncException">The lock-step cannot be joined.</exception>
    public void Reset(in EnvironmentSeed seed, Span<float> observations)
    {
        Join();
        lanes.Reset(seed, observations);
    }

    /// <inheritdoc/>
    public void ResetLane(int lane, uint episode, Span<float> observation) => lanes.ResetLane(lane, episode, observation);

    /// <inheritdoc/>
    public Task PrepareLane(int lane, uint episode) => lanes.PrepareLane(lane, episode);

    /// <inheritdoc/>
    /// <exception cref="SyncException">The members did not come together. The step may be repeated.</exception>
    public void Step(ReadOnlySpan<float> actions, StepBatch result)
    {
        SyncClient here = Join();
        _barrier ??= here.Arrive();
        if (!_taken)
            lanes.Step(actions, result);
        _taken = true;
        here.Wait(_barrier.Value);
        (_barrier, _taken) = (null, false);
    }

    /// <inheritdoc/>
    public void Snapshot(IBufferWriter<byte> destination) => lanes.Snapshot(destination);

    /// <inheritdoc/>
    /// <exception cref="SyncException">The lock-step cannot be joined.</exception>
    public void Restore(ReadOnlySpan<byte> source)
    {
        Join();
        lanes.Restore(source);
    }

    /// <summary>Leaves the lock-step, and disposes of the lanes.</summary>
    public void Dispose()
    {
        _member?.Dispose();
        _member = null;
        lanes.Dispose();
    }

    private SyncClient Join() => _member ??= SyncClient.Join(options, member);
}
