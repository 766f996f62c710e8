using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Orleans.Placement;
using RlOrleans.Runs;

namespace RlOrleans.Environments;

/// <summary>Steps one vector of lanes. It sits beside its agent, which calls it once a step.</summary>
[PreferLocalPlacement]
public sealed class EnvironmentGrain(EnvironmentRegistry registry) : Grain, IEnvironmentGrain
{
    private IVectorEnvironment? _lanes;
    private StepBatch? _batch;
    private int _observationSize;
    private int _actionSize;
    private long _sequence;

    /// <inheritdoc />
    public Task<ImmutableArray<float>> Start(EnvironmentStart start)
    {
        Create(start);
        var observations = new float[start.Lanes * _observationSize];
        _lanes!.Reset(new EnvironmentSeed(start.Seed, start.Purpose, start.Agent), observations);
        return Task.FromResult(ImmutableCollectionsMarshal.AsImmutableArray(observations));
    }

    /// <inheritdoc />
    public Task Restore(EnvironmentStart start, ImmutableArray<byte> snapshot)
    {
        Create(start);
        _lanes!.Restore(snapshot.AsSpan());
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask<VectorStep> Step(long sequence, ImmutableArray<float> actions)
    {
        var lanes = Started();
        if (sequence != _sequence)
        {
            throw new InvalidOperationException($"Step {sequence} is out of order: the next one is {_sequence}.");
        }

        if (actions.Length != lanes.LaneCount * _actionSize)
        {
            throw new ArgumentException(
                $"actions has {actions.Length} numbers; [{lanes.LaneCount}, {_actionSize}] are needed.", nameof(actions));
        }

        lanes.Step(actions.AsSpan(), _batch!);
        _sequence++;
        return ValueTask.FromResult(new VectorStep(
            [.. _batch!.Observations],
            [.. _batch.Rewards],
            [.. _batch.Terminated],
            [.. _batch.Truncated],
            FinalObservations(_batch))
        {
            Returns = [.. _batch.Returns],
        });
    }

    /// <inheritdoc />
    public ValueTask<ImmutableArray<byte>> Snapshot()
    {
        var buffer = new ArrayBufferWriter<byte>();
        Started().Snapshot(buffer);
        return ValueTask.FromResult(ImmutableArray.Create(buffer.WrittenSpan));
    }

    /// <inheritdoc />
    public Task Close()
    {
        _lanes?.Dispose();
        _lanes = null;
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Close();

    private IVectorEnvironment Started()
        => _lanes ?? throw new RunException(RunErrorCode.Failed, $"The environment {this.GetPrimaryKeyString()} is not started: its silo was lost, or it was closed.");

    private void Create(EnvironmentStart start)
    {
        _lanes?.Dispose();
        _lanes = registry.Create(start.Environment, start.Lanes);
        _observationSize = _lanes.Spec.ObservationSpace.Size;
        _actionSize = _lanes.Spec.ActionSpace.Size;
        _batch = new StepBatch(start.Lanes, _observationSize);
        _sequence = 0;
    }

    private ImmutableArray<float> FinalObservations(StepBatch batch)
    {
        int ended = 0;
        for (int lane = 0; lane < batch.Terminated.Length; lane++)
        {
            ended += batch.Terminated[lane] | batch.Truncated[lane] ? 1 : 0;
        }

        if (ended == 0)
        {
            return [];
        }

        var rows = new float[ended * _observationSize];
        int row = 0;
        for (int lane = 0; lane < batch.Terminated.Length; lane++)
        {
            if (batch.Terminated[lane] | batch.Truncated[lane])
            {
                batch.FinalObservations.AsSpan(lane * _observationSize, _observationSize)
                    .CopyTo(rows.AsSpan(row++ * _observationSize));
            }
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(rows);
    }
}
