using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Orleans.Concurrency;
using RlOrleans.Learning;
using RlOrleans.Runs;

namespace RlOrleans.Policies;

/// <summary>Answers with a replica of the run's policy, renewed once a second while it is asked.</summary>
[StatelessWorker]
public sealed class InferenceGrain(TimeProvider time) : Grain, IInferenceGrain
{
    private const int MaxBatch = 4096;

    private PolicySnapshot? _snapshot;
    private PolicyActor? _actor;
    private long _renewedAt;

    /// <inheritdoc />
    public async Task<ImmutableArray<float>> Act(ImmutableArray<float> observations)
    {
        var actor = await Renew();
        return actor.StateSize == 0
            ? Greedy(actor, observations)
            : throw new RunException(RunErrorCode.BadRequest,
                $"the policy of run '{this.GetPrimaryKeyString()}' carries a state of {actor.StateSize} numbers from step to step: {nameof(ActFrom)} takes and gives it.");
    }

    /// <inheritdoc />
    public async Task<RecurrentActions> ActFrom(ImmutableArray<float> observations, ImmutableArray<float> states)
    {
        var actor = await Renew();
        int length = observations.Length / _snapshot!.Shape.ObservationSize * actor.StateSize;
        if (states.Length != 0 && states.Length != length)
        {
            throw new RunException(RunErrorCode.BadRequest,
                $"states has {states.Length} numbers; {length} are needed, {actor.StateSize} for each observation, or none for the begin of episodes.");
        }

        actor.States.Clear();
        states.AsSpan()[..Math.Min(states.Length, actor.States.Length)].CopyTo(actor.States);
        var actions = Greedy(actor, observations);
        return new RecurrentActions(actions, [.. actor.States[..length]]);
    }

    private ImmutableArray<float> Greedy(PolicyActor actor, ImmutableArray<float> observations)
    {
        int size = _snapshot!.Shape.ObservationSize;
        int lanes = observations.Length / size;
        if (lanes is 0 or > MaxBatch || observations.Length % size != 0)
        {
            throw new RunException(RunErrorCode.BadRequest,
                $"observations has {observations.Length} numbers; 1 to {MaxBatch} rows of {size} are needed.");
        }

        var actions = new float[lanes * _snapshot.Shape.ActionSize];
        actor.Greedy(observations.AsSpan(), actions);
        return ImmutableCollectionsMarshal.AsImmutableArray(actions);
    }

    private async Task<PolicyActor> Renew()
    {
        if (_actor is not null && time.GetElapsedTime(_renewedAt) < TimeSpan.FromSeconds(1))
        {
            return _actor;
        }

        var snapshot = await GrainFactory.GetGrain<IPolicyGrain>(this.GetPrimaryKeyString()).GetSnapshot();
        _renewedAt = time.GetTimestamp();
        if (_actor is null || snapshot.Version != _snapshot?.Version)
        {
            _actor ??= new PolicyActor(snapshot.Shape.ToSpec(), MaxBatch);
            _actor.Load(snapshot.Weights.AsSpan());
            _snapshot = snapshot;
        }

        return _actor;
    }
}
