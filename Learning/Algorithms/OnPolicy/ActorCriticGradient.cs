namespace RlOrleans.Learning;

/// <summary>
/// The loss of a minibatch and its gradient: <c>policy_loss + vf_coef · value_loss − ent_coef · entropy</c> (Schulman et
/// al., 2017, equation 9), computed by a team in slices whose bounds depend on the number of samples alone.
/// </summary>
internal sealed class ActorCriticGradient : IWork
{
    // Slices of fewer rows keep more threads busy, and lose more to the seams.
    private const int LeastSliceRows = 64;
    private const int MostSlices = 16;

    // Each slice holds two gradients: networks of millions of weights are cut into fewer slices.
    private const int MostSliceFloats = 16 * 1024 * 1024;

    private readonly ActorCritic _networks;
    private readonly WorkTeam _team;
    private readonly IPolicyLoss _loss;
    private readonly List<MinibatchSlice> _slices = [];
    private readonly List<FloatBuffer> _gradients = [];
    private readonly LossTerms[] _terms = new LossTerms[2 * MostSlices];
    private readonly int _mostSlices;
    private readonly float _entropyCoefficient;
    private readonly float _valueCoefficient;
    private readonly int _chunkRows;
    private Minibatch _batch = null!;
    private int _sliceRows;

    /// <param name="networks">What is learnt.</param>
    /// <param name="team">Who computes.</param>
    /// <param name="loss">What the actor descends on.</param>
    /// <param name="entropyCoefficient">Weight of the entropy bonus.</param>
    /// <param name="valueCoefficient">Weight of the critic's loss.</param>
    /// <param name="capacity">Samples that most minibatches have at most; larger ones are computed in more chunks.</param>
    public ActorCriticGradient(
        ActorCritic networks, WorkTeam team, IPolicyLoss loss, double entropyCoefficient, double valueCoefficient, int capacity)
    {
        _networks = networks;
        _team = team;
        _loss = loss;
        _entropyCoefficient = (float)entropyCoefficient;
        _valueCoefficient = (float)valueCoefficient;
        _chunkRows = Math.Min(networks.ChunkRows, FloatBuffer.RoundUp(capacity));
        _mostSlices = Math.Clamp(MostSliceFloats / networks.Parameters.Length, 1, MostSlices);
        if (!networks.IsRecurrent)
            ReserveSlices(SliceCount(capacity));
    }

    /// <summary>The gradient of each slice; their sum over <see cref="Count"/> is the minibatch's.</summary>
    public IReadOnlyList<FloatBuffer> Gradients => _gradients;

    /// <summary>Slices of the last minibatch.</summary>
    public int Count { get; private set; }

    private bool HasOwnCritic => _networks.Critic is not null;

    /// <summary>Computes the gradient of a minibatch of at least one sample.</summary>
    public LossTerms Compute(Minibatch batch)
    {
        _batch = batch;
        if (batch.Sequences is null)
        {
            _sliceRows = FloatBuffer.RoundUp((batch.Count + SliceCount(batch.Count) - 1) / SliceCount(batch.Count));
            Count = (batch.Count + _sliceRows - 1) / _sliceRows;
            ReserveSlices(Count);
        }
        else
        {
            Count = batch.Sequences.Blocks.Length;
            ReserveSlices(batch.Sequences.Blocks);
        }

        int parts = HasOwnCritic ? 2 * Count : Count;
        _team.Run(this, parts);
        LossTerms sum = default;
        foreach (LossTerms terms in _terms.AsSpan(0, parts))
            sum += terms;
        LossTerms mean = sum / batch.Count;
        return _networks.ValueNetwork is null ? mean with { ValueLoss = double.NaN } : mean;
    }

    void IWork.Run(int part)
    {
        int index = HasOwnCritic ? part / 2 : part;
        bool critic = HasOwnCritic && part % 2 == 1;
        MinibatchSlice slice = _slices[index];
        if (_batch.Sequences is { } sequences)
        {
            SequenceBlock block = sequences.Blocks[index];
            _terms[part] = critic ? ValueTerm(slice.BackwardCritic(_batch, block)) : slice.BackwardActor(_batch, block);
            return;
        }

        int first = index * _sliceRows, rows = Math.Min(_sliceRows, _batch.Count - first);
        _terms[part] = critic ? ValueTerm(slice.BackwardCritic(_batch, first, rows)) : slice.BackwardActor(_batch, first, rows);
    }

    private static LossTerms ValueTerm(double sum) => new(0, sum, 0, 0, 0);

    private int SliceCount(int samples) => Math.Clamp(samples / LeastSliceRows, 1, _mostSlices);

    private void ReserveSlices(int count)
    {
        while (_slices.Count < count)
            AddSlice(_chunkRows);
    }

    // A sequence cannot be computed in chunks: its gradient runs back through all of it.
    private void ReserveSlices(ReadOnlySpan<SequenceBlock> blocks)
    {
        for (int i = 0; i < blocks.Length; i++)
        {
            int rows = FloatBuffer.RoundUp(blocks[i].Rows);
            if (i == _slices.Count)
                AddSlice(rows);
            else if (_slices[i].ChunkRows < rows)
                _slices[i] = CreateSlice(2 * rows);
            _gradients[i] = _slices[i].Gradients;
        }
    }

    private void AddSlice(int chunkRows)
    {
        _slices.Add(CreateSlice(chunkRows));
        _gradients.Add(_slices[^1].Gradients);
    }

    private MinibatchSlice CreateSlice(int chunkRows) => new(_networks, _loss, chunkRows)
    {
        EntropyCoefficient = _entropyCoefficient,
        ValueCoefficient = _valueCoefficient,
    };
}
