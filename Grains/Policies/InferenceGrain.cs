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
            ? (await Answer(actor, observations, [])).Actions
            : throw new RunException(RunErrorCode.BadRequest,
                $"the policy of run '{this.GetPrimaryKeyString()}' carries a state of {actor.StateSize} numbers from step to step: {nameof(ActFrom)} takes and gives it.");
    }

    /// <inheritdoc />
    public async Task<RecurrentActions> ActFrom(ImmutableArray<float> observations, ImmutableArray<float> states)
    {
        var actor = await Renew();
        int length = observations.Length / _snapshot!.Shape.ObservationSize * actor.StateSize;
        return states.Length == 0 || states.Length == length
            ? await Answer(actor, observations, states)
            : throw new RunException(RunErrorCode.BadRequest,
                $"states has {states.Length} numbers; {length} are needed, {actor.StateSize} for each observation, or none for the begin of episodes.");
    }

    private async ValueTask<RecurrentActions> Answer(PolicyActor actor, ImmutableArray<float> observations, ImmutableArray<float> states)
    {
        int size = _snapshot!.Shape.ObservationSize;
        int lanes = observations.Length / size;
        if (lanes is 0 or > MaxBatch || observations.Length % size != 0)
        {
            throw new RunException(RunErrorCode.BadRequest,
                $"observations has {observations.Length} numbers; 1 to {MaxBatch} rows of {size} are needed.");
        }

        int actionSize = _snapshot.Shape.ActionSize;
        return actor.OutlastsTurn(lanes)
            ? await GreedyApart(actor, observations, states, lanes, actionSize)
            : Greedy(actor, observations.AsSpan(), states.AsSpan(), lanes, actionSize);
    }

    private static Task<RecurrentActions> GreedyApart(
        PolicyActor actor, ImmutableArray<float> observations, ImmutableArray<float> states, int lanes, int actionSize)
        => Task.Run(() => Greedy(actor, observations.AsSpan(), states.AsSpan(), lanes, actionSize));

    // A batch may have more rows than the replica has room for.
    private static RecurrentActions Greedy(
        PolicyActor actor, ReadOnlySpan<float> observations, ReadOnlySpan<float> states, int lanes, int actionSize)
    {
        int observationSize = observations.Length / lanes;
        var actions = new float[lanes * actionSize];
        var nextStates = new float[lanes * actor.StateSize];
        for (int from = 0, rows; from < lanes; from += rows)
        {
            rows = Math.Min(actor.MaxLanes, lanes - from);
            var ofStates = (from * actor.StateSize)..((from + rows) * actor.StateSize);
            actor.States.Clear();
            (states.IsEmpty ? states : states[ofStates]).CopyTo(actor.States);
            actor.Greedy(
                observations.Slice(from * observationSize, rows * observationSize),
                actions.AsSpan(from * actionSize, rows * actionSize));
            actor.States[..(rows * actor.StateSize)].CopyTo(nextStates.AsSpan()[ofStates]);
        }

        return new RecurrentActions(
            ImmutableCollectionsMarshal.AsImmutableArray(actions), ImmutableCollectionsMarshal.AsImmutableArray(nextStates));
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
            _actor ??= CreateActor(snapshot.Shape.ToSpec());
            _actor.Load(snapshot.Weights.AsSpan());
            _snapshot = snapshot;
        }

        return _actor;
    }

    // An activation of a network is memory for each row: a replica has as many as keep its cores busy for milliseconds.
    private static PolicyActor CreateActor(PolicySpec spec)
        => new(spec, (int)Math.Clamp(OperationsAtOnce / spec.ForwardOperations, 1, MaxBatch));

    private const long OperationsAtOnce = 500_000_000;
}
