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
    private const int MostChunkRows = 256;

    private readonly ActorCritic _networks;
    private readonly WorkTeam _team;
    private readonly IPolicyLoss _loss;
    private readonly List<MinibatchSlice> _slices = [];
    private readonly List<FloatBuffer> _gradients = [];
    private readonly LossTerms[] _terms = new LossTerms[2 * MostSlices];
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
        _chunkRows = Math.Min(MostChunkRows, FloatBuffer.RoundUp(capacity));
        for (int i = SliceCount(capacity); i > 0; i--)
            AddSlice();
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
        _sliceRows = FloatBuffer.RoundUp((batch.Count + SliceCount(batch.Count) - 1) / SliceCount(batch.Count));
        Count = (batch.Count + _sliceRows - 1) / _sliceRows;
        while (_slices.Count < Count)
            AddSlice();
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
        int slice = HasOwnCritic ? part / 2 : part;
        int first = slice * _sliceRows, rows = Math.Min(_sliceRows, _batch.Count - first);
        _terms[part] = HasOwnCritic && part % 2 == 1
            ? new LossTerms(0, _slices[slice].BackwardCritic(_batch, first, rows), 0, 0, 0)
            : _slices[slice].BackwardActor(_batch, first, rows);
    }

    private static int SliceCount(int samples) => Math.Clamp(samples / LeastSliceRows, 1, MostSlices);

    private void AddSlice()
    {
        var slice = new MinibatchSlice(_networks, _loss, _chunkRows)
        {
            EntropyCoefficient = _entropyCoefficient,
            ValueCoefficient = _valueCoefficient,
        };
        _slices.Add(slice);
        _gradients.Add(slice.Gradients);
    }
}
