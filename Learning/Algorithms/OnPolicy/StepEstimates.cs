namespace RlOrleans.Learning;

/// <summary>The estimates of networks that see each step by itself.</summary>
internal sealed unsafe class StepEstimates : BatchEstimates, IWork
{
    private readonly WorkTeam _team;
    private readonly BatchEvaluator[] _evaluators;
    private readonly int _chunkRows;
    private float[] _finals = [];
    private float[] _episodeValues = [];
    private float* _observations;
    private float[] _destination = [];
    private int _rows;
    private RolloutBatch? _actions;

    public StepEstimates(ActorCritic networks, WorkTeam team, int stepCapacity, int laneCapacity, bool logProbs)
        : base(networks, stepCapacity, laneCapacity, logProbs)
    {
        _team = team;
        _chunkRows = Math.Min(networks.ChunkRows, FloatBuffer.RoundUp(stepCapacity * laneCapacity));
        _evaluators = new BatchEvaluator[team.Threads];
        for (int i = 0; i < _evaluators.Length; i++)
            _evaluators[i] = new BatchEvaluator(networks, _chunkRows, logProbs);
    }

    public override ReadOnlySpan<float> Compute(EpisodeSteps episodes)
    {
        Reserve(ref _episodeValues, episodes.Count);
        Evaluate(episodes.Observations, _episodeValues, episodes.Count);
        return _episodeValues.AsSpan(0, episodes.Count);
    }

    protected override void Evaluate(RolloutBatch batch)
    {
        Evaluate(batch.Observations, AllValues, batch.Count, HasLogProbs ? batch : null);
        Evaluate(batch.LastObservations, AllLastValues, batch.Lanes);
        Reserve(ref _finals, batch.FinalCount);
        Evaluate(batch.FinalObservations, _finals, batch.FinalCount);
        ReadOnlySpan<bool> truncated = batch.Truncated;
        ReadOnlySpan<int> finalRows = batch.FinalRows;
        for (int i = 0; i < truncated.Length; i++)
            if (truncated[i])
                AllFinalValues[i] = _finals[finalRows[i]];
    }

    private static void Reserve(ref float[] values, int count)
    {
        if (values.Length < count)
            values = new float[2 * count];
    }

    private void Evaluate(float* observations, float[] destination, int rows, RolloutBatch? actions = null)
    {
        _observations = observations;
        _destination = destination;
        _rows = rows;
        _actions = actions;
        _team.Run(this, Math.Min((rows + _chunkRows - 1) / _chunkRows, _evaluators.Length));
    }

    // What a row gives does not depend on the rows beside it, so the split may follow the number of threads.
    void IWork.Run(int part)
    {
        BatchEvaluator evaluator = _evaluators[part];
        int stride = Networks.Actor.InputStride, actionSize = Networks.Spec.Action.Size;
        int chunks = (_rows + _chunkRows - 1) / _chunkRows, parts = Math.Min(chunks, _evaluators.Length);
        int first = chunks * part / parts * _chunkRows, end = Math.Min(_rows, chunks * (part + 1) / parts * _chunkRows);
        for (int at = first; at < end; at += _chunkRows)
        {
            int rows = Math.Min(_chunkRows, end - at);
            float* observations = _observations + (nint)at * stride;
            evaluator.Values(observations, _destination.AsSpan(at, rows));
            if (_actions is not null)
                evaluator.LogProbs(observations, _actions.Actions.Slice(at * actionSize, rows * actionSize), AllLogProbs.AsSpan(at, rows));
        }
    }
}
