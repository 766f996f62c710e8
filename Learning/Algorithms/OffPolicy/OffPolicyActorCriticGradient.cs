namespace RlOrleans.Learning;

/// <summary>The gradients of an actor and its critics, computed by a team in slices whose bounds depend on the sample's size alone.</summary>
internal sealed class OffPolicyActorCriticGradient : IWork
{
    // The memory of a slice's gradients is all parameters once, so slices are longer than those of smaller networks.
    private const int LeastSliceRows = 64;

    private readonly WorkTeam _team;
    private readonly OffPolicyActorCriticSlice[] _slices;
    private readonly (double Loss, double Other)[] _sums;
    private readonly int _sliceRows;
    private ReplayBuffer _buffer = null!;
    private ReplaySample _sample = null!;
    private long _gradientStep;
    private bool _ofActor;

    /// <param name="team">Who computes.</param>
    /// <param name="batchSize">Rows of a sample.</param>
    /// <param name="createSlice">Makes the slice of a number, of so many rows.</param>
    public OffPolicyActorCriticGradient(WorkTeam team, int batchSize, Func<int, int, OffPolicyActorCriticSlice> createSlice)
    {
        _team = team;
        _sliceRows = SampleSlices.RowsOf(batchSize, LeastSliceRows);
        _slices = new OffPolicyActorCriticSlice[SampleSlices.CountOf(batchSize, LeastSliceRows)];
        for (int i = 0; i < _slices.Length; i++)
            _slices[i] = createSlice(i, Math.Min(_sliceRows, batchSize));
        OfCritics = Array.ConvertAll(_slices, slice => slice.CriticGradients);
        OfActor = Array.ConvertAll(_slices, slice => slice.ActorGradients);
        _sums = new (double, double)[_slices.Length];
    }

    /// <summary>The critics' gradient of each slice; their sum is the sample's.</summary>
    public IReadOnlyList<FloatBuffer> OfCritics { get; }

    /// <summary>The actor's gradient of each slice.</summary>
    public IReadOnlyList<FloatBuffer> OfActor { get; }

    /// <summary>Computes the critics' gradient of a sample of the batch size, and fills its errors.</summary>
    /// <returns>Means over the sample and the critics of the weighted square errors and of the values.</returns>
    public (double Loss, double Value) ComputeCritics(ReplayBuffer buffer, ReplaySample sample, long gradientStep)
    {
        _buffer = buffer;
        _sample = sample;
        _gradientStep = gradientStep;
        return Compute(ofActor: false);
    }

    /// <summary>Computes the actor's gradient of the same sample.</summary>
    /// <returns>Means over the sample of what the actor descends on, and of the log-probabilities of its actions.</returns>
    public (double Loss, double LogProb) ComputeActor() => Compute(ofActor: true);

    void IWork.Run(int part)
    {
        int first = part * _sliceRows, rows = Math.Min(_sliceRows, _sample.Count - first);
        _sums[part] = _ofActor
            ? _slices[part].BackwardActor(rows, _sample.Count, _gradientStep)
            : _slices[part].BackwardCritics(_buffer, _sample, first, rows, _gradientStep);
    }

    private (double Loss, double Other) Compute(bool ofActor)
    {
        _ofActor = ofActor;
        _team.Run(this, _slices.Length);
        return SampleSlices.MeansOf(_sums, _sample.Count);
    }
}
