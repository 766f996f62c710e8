namespace RlOrleans.Learning;

/// <summary>The loss of a sample and its gradient, computed by a team in slices whose bounds depend on the sample's size alone.</summary>
internal sealed class DqnGradient : IWork
{
    // Slices of fewer rows keep more threads busy, and lose more to the seams.
    private const int LeastSliceRows = 32;
    private const int MostSlices = 16;

    private readonly WorkTeam _team;
    private readonly DqnSlice[] _slices;
    private readonly FloatBuffer[] _gradients;
    private readonly (double Loss, double Value)[] _sums;
    private readonly int _sliceRows;
    private ReplayBuffer _buffer = null!;
    private ReplaySample _sample = null!;

    public DqnGradient(ActionValueNetworks networks, WorkTeam team, Hyperparameters values)
    {
        _team = team;
        int batchSize = values.WholeNumber("batch_size");
        _sliceRows = Math.Max(LeastSliceRows, FloatBuffer.RoundUp((batchSize + MostSlices - 1) / MostSlices));
        _slices = new DqnSlice[(batchSize + _sliceRows - 1) / _sliceRows];
        for (int i = 0; i < _slices.Length; i++)
        {
            _slices[i] = new DqnSlice(networks, Math.Min(_sliceRows, batchSize), values.Flag("double_q"))
            {
                Steps = values.WholeNumber("n_step_return"),
                Gamma = (float)values.Number("gamma"),
            };
        }

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
