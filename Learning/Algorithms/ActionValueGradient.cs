namespace RlOrleans.Learning;

/// <summary>The loss of a sample and its gradient, computed by a team in slices whose bounds depend on the sample's size alone.</summary>
internal sealed class ActionValueGradient : IWork
{
    private readonly WorkTeam _team;
    private readonly ActionValueSlice[] _slices;
    private readonly FloatBuffer[] _gradients;
    private readonly (double Loss, double Value)[] _sums;
    private readonly int _sliceRows;
    private ReplayBuffer _buffer = null!;
    private ReplaySample _sample = null!;

    /// <param name="team">Who computes.</param>
    /// <param name="batchSize">Rows of a sample.</param>
    /// <param name="createSlice">Makes a slice of so many rows.</param>
    public ActionValueGradient(WorkTeam team, int batchSize, Func<int, ActionValueSlice> createSlice)
    {
        _team = team;
        _sliceRows = SampleSlices.RowsOf(batchSize);
        _slices = new ActionValueSlice[SampleSlices.CountOf(batchSize)];
        for (int i = 0; i < _slices.Length; i++)
            _slices[i] = createSlice(Math.Min(_sliceRows, batchSize));
        _gradients = Array.ConvertAll(_slices, slice => slice.Gradients);
        _sums = new (double, double)[_slices.Length];
    }

    /// <summary>The gradient of each slice; their sum is the sample's.</summary>
    public IReadOnlyList<FloatBuffer> Gradients => _gradients;

    /// <summary>Computes the gradient of a sample of the batch size, and fills its errors.</summary>
    /// <returns>Means over the sample of the weighted losses and of the values of the actions taken.</returns>
    public (double Loss, double Value) Compute(ReplayBuffer buffer, ReplaySample sample)
    {
        _buffer = buffer;
        _sample = sample;
        _team.Run(this, _slices.Length);
        double loss = 0, value = 0;
        foreach ((double sliceLoss, double sliceValue) in _sums)
        {
            loss += sliceLoss;
            value += sliceValue;
        }

        return (loss / sample.Count, value / sample.Count);
    }

    void IWork.Run(int part)
    {
        int first = part * _sliceRows;
        _sums[part] = _slices[part].Backward(_buffer, _sample, first, Math.Min(_sliceRows, _sample.Count - first));
    }
}
