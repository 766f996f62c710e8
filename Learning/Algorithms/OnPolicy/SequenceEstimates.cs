namespace RlOrleans.Learning;

/// <summary>
/// The estimates of networks that carry a state from step to step. Agents send the actor's states; those of a critic with a
/// network of its own are known to nobody else, and are carried here from batch to batch, lane by lane.
/// </summary>
/// <remarks>Legend: T steps, N lanes, S state size, D observation size.</remarks>
internal sealed unsafe class SequenceEstimates : BatchEstimates, IWork
{
    private readonly WorkTeam _team;
    private readonly BatchEvaluator[] _evaluators;
    private readonly int _stateSize;
    private readonly FloatBuffer _actorStates;
    private readonly FloatBuffer _valueStates;
    private readonly FloatBuffer _criticStates;
    private readonly FloatBuffer _nextCriticStates;
    private readonly FloatBuffer _episodeState;
    private float[] _episodeValues = [];
    private RolloutBatch _batch = null!;
    private int _parts;

    public SequenceEstimates(ActorCritic networks, WorkTeam team, int stepCapacity, int laneCapacity, bool logProbs)
        : base(networks, stepCapacity, laneCapacity, logProbs)
    {
        _team = team;
        _stateSize = networks.Actor.StateSize;
        int parts = Math.Min(team.Threads, laneCapacity), length = laneCapacity * _stateSize;
        _evaluators = new BatchEvaluator[parts];
        for (int i = 0; i < parts; i++)
            _evaluators[i] = new BatchEvaluator(networks, (laneCapacity + parts - 1) / parts, logProbs);
        _actorStates = new FloatBuffer(length);
        _valueStates = new FloatBuffer(length);
        _criticStates = new FloatBuffer(length);
        _nextCriticStates = new FloatBuffer(length);
        _episodeState = new FloatBuffer(_stateSize);
    }

    public override float* CriticStates => HasOwnCritic ? _criticStates.Pointer : null;

    private bool HasOwnCritic => Networks.Critic is not null;

    public override ReadOnlySpan<float> Compute(EpisodeSteps episodes)
    {
        if (_episodeValues.Length < episodes.Count)
            _episodeValues = new float[2 * episodes.Count];
        int stride = Networks.Actor.InputStride;
        for (int i = 0; i < episodes.Count; i++)
        {
            float keep = episodes.Begins(i) ? 0 : 1;
            _evaluators[0].Values(
                episodes.Observations + (nint)i * stride, _episodeValues.AsSpan(i, 1),
                new Sequence(1, &keep, _episodeState.Pointer, _episodeState.Pointer));
        }

        return _episodeValues.AsSpan(0, episodes.Count);
    }

    public override void Save(StateWriter writer) => writer.Write(_nextCriticStates.Span);

    public override void Load(ref StateReader reader) => reader.Read(_nextCriticStates.Span);

    protected override void Evaluate(RolloutBatch batch)
    {
        _batch = batch;
        int length = batch.Lanes * _stateSize;
        var initial = new ReadOnlySpan<float>(batch.InitialStates, length);
        initial.CopyTo(_actorStates.Span);
        if (HasOwnCritic)
        {
            _nextCriticStates.Span.CopyTo(_criticStates.Span);
            initial = _criticStates.Span[..length];
        }

        initial.CopyTo(_valueStates.Span);
        _parts = Math.Min(_evaluators.Length, batch.Lanes);
        _team.Run(this, _parts);
        if (HasOwnCritic)
            _valueStates.Span.CopyTo(_nextCriticStates.Span);
    }

    // Lanes do not depend on each other, so the split may follow the number of threads.
    void IWork.Run(int part)
    {
        int first = _batch.Lanes * part / _parts, lanes = _batch.Lanes * (part + 1) / _parts - first;
        BatchEvaluator evaluator = _evaluators[part];
        float* valueStates = _valueStates.Pointer + (nint)first * _stateSize, actorStates = _actorStates.Pointer + (nint)first * _stateSize;
        int actionSize = Networks.Spec.Action.Size;
        for (int step = 0; step < _batch.Steps; step++)
        {
            int row = step * _batch.Lanes + first;
            float* observations = _batch.Observations + (nint)row * _batch.Stride, keeps = _batch.Keeps + row;
            evaluator.Values(observations, AllValues.AsSpan(row, lanes), new Sequence(lanes, keeps, valueStates, valueStates));
            if (HasLogProbs)
                evaluator.LogProbs(
                    observations, _batch.Actions.Slice(row * actionSize, lanes * actionSize), AllLogProbs.AsSpan(row, lanes),
                    new Sequence(lanes, keeps, actorStates, actorStates));
            for (int lane = 0; lane < lanes; lane++)
                if (_batch.Truncated[row + lane])
                    evaluator.Values(
                        _batch.FinalObservations + (nint)_batch.FinalRows[row + lane] * _batch.Stride, AllFinalValues.AsSpan(row + lane, 1),
                        new Sequence(1, null, valueStates + lane * _stateSize, null));
        }

        float* lastKeeps = _batch.Keeps + _batch.Count + first;
        evaluator.Values(
            _batch.LastObservations + (nint)first * _batch.Stride, AllLastValues.AsSpan(first, lanes),
            new Sequence(lanes, lastKeeps, valueStates, null));
        for (int lane = 0; lane < lanes; lane++)
            if (lastKeeps[lane] == 0)
                new Span<float>(valueStates + lane * _stateSize, _stateSize).Clear();
    }
}
