using System.Buffers;
using System.Collections.Immutable;

namespace RlOrleans.Environments;

/// <summary>
/// Lanes of a built-in environment, stepped where the caller stands: a step takes microseconds, and what it throws is a fault
/// of this program.
/// </summary>
internal sealed class DirectLanes(EnvironmentRegistry registry, EnvironmentStart start) : ILaneHost
{
    private readonly IVectorEnvironment _lanes = registry.Create(start.Environment, start.Lanes);
    private StepBatch? _batch;

    public int LaneCount => _lanes.LaneCount;

    public int ActionSize => _lanes.Spec.ActionSpace.Size;

    private StepBatch Batch => _batch ??= new StepBatch(LaneCount, _lanes.Spec.ObservationSpace.Size);

    public Task<ImmutableArray<float>> Start()
    {
        _lanes.Reset(new EnvironmentSeed(start.Seed, start.Purpose, start.Agent), Batch.Observations);
        return Task.FromResult<ImmutableArray<float>>([.. Batch.Observations]);
    }

    /// <exception cref="InvalidDataException">The snapshot is damaged or of others, or a lane had lost its simulator.</exception>
    public Task Restore(ImmutableArray<byte> saved)
    {
        var snapshot = LaneSnapshot.Read(saved.AsSpan(), _lanes.Spec.Id, LaneCount);
        if (snapshot.Plays.Contains(false))
        {
            throw new InvalidDataException($"The snapshot of {_lanes.Spec.Id} has lanes whose simulator had failed.");
        }

        _lanes.Restore(snapshot.State);
        return Task.CompletedTask;
    }

    public ValueTask<VectorStep> Step(ImmutableArray<float> actions)
    {
        _lanes.Step(actions.AsSpan(), Batch);
        return ValueTask.FromResult(VectorSteps.Of(Batch, [.. Batch.Observations]));
    }

    public ValueTask<ImmutableArray<byte>> Save()
    {
        var buffer = new ArrayBufferWriter<byte>();
        _lanes.Snapshot(buffer);

        // As supervised lanes are saved: a resume may supervise what was not, in a lock-step, say.
        bool[] plays = [.. Enumerable.Repeat(true, LaneCount)];
        return ValueTask.FromResult(new LaneSnapshot(plays, _lanes.Episodes.ToArray(), buffer.WrittenSpan.ToArray()).Write(_lanes.Spec.Id));
    }

    public ValueTask DisposeAsync()
    {
        _lanes.Dispose();
        return ValueTask.CompletedTask;
    }
}
