namespace RlOrleans.Learning;

/// <summary>
/// The loss of a sample and its gradient, computed by a team: first the rows, in slices whose bounds depend on the sample's
/// size alone, and then blocks of the parameters, each over all rows. So a thread writes only the gradients of the weights
/// that it then moves, and what one thread reads of another's are rows, which are few beside the weights. Networks with
/// layers that know no blocks have a gradient for each slice.
/// </summary>
internal sealed unsafe class ActionValueGradient : IWork
{
    private readonly NetworkEnsemble _networks;
    private readonly Kernels _kernels;
    private readonly WorkTeam _team;
    private readonly ActionValueRows _rows;
    private readonly ActionValueSlice[] _slices;
    private readonly FloatBuffer[] _gradients;
    private readonly FloatBuffer[] _scratch;
    private readonly (double Loss, double Value)[] _sums;
    private readonly double[] _sumSquares;
    private readonly int _sliceRows;
    private ReplayBuffer _buffer = null!;
    private ReplaySample _sample = null!;
    private bool _inBlocks;

    /// <param name="networks">What is learnt, one member.</param>
    /// <param name="kernels">Arithmetic.</param>
    /// <param name="team">Who computes.</param>
    /// <param name="batchSize">Rows of a sample.</param>
    /// <param name="createSlice">Makes a slice of the rows in the given memory.</param>
    public ActionValueGradient(NetworkEnsemble networks, Kernels kernels, WorkTeam team, int batchSize, Func<ActionValueRows, ActionValueSlice> createSlice)
    {
        _kernels = kernels;
        _team = team;
        _sliceRows = SampleSlices.RowsOf(batchSize);
        _rows = new ActionValueRows(networks.Network, batchSize);
        _slices = new ActionValueSlice[SampleSlices.CountOf(batchSize)];
        for (int i = 0; i < _slices.Length; i++)
            _slices[i] = createSlice(_rows.Slice(i * _sliceRows, Math.Min(_sliceRows, batchSize - i * _sliceRows)));
        _sums = new (double, double)[_slices.Length];
        _networks = networks;
        _scratch = new FloatBuffer[networks.Network.HasBlockGradients ? networks.Network.Blocks : 0];
        _sumSquares = new double[_scratch.Length];
        for (int i = 0; i < _scratch.Length; i++)
            _scratch[i] = new FloatBuffer(networks.Network.BlockScratchLength(batchSize));
        _gradients = new FloatBuffer[_scratch.Length > 0 ? 1 : _slices.Length];
        for (int i = 0; i < _gradients.Length; i++)
            _gradients[i] = new FloatBuffer(networks.Parameters.Length);
    }

    private bool HasBlocks => _scratch.Length > 0;

    /// <summary>Computes the gradient of a sample of the batch size, and fills its errors.</summary>
    /// <returns>Means over the sample of the weighted losses and of the values of the actions taken.</returns>
    public (double Loss, double Value) Compute(ReplayBuffer buffer, ReplaySample sample)
    {
        _buffer = buffer;
        _sample = sample;
        _inBlocks = false;
        _team.Run(this, _slices.Length);
        if (HasBlocks)
        {
            _inBlocks = true;
            _team.Run(this, _scratch.Length);
        }

        return SampleSlices.MeansOf(_sums, sample.Count);
    }

    /// <summary>Brings the gradient that was computed last to its descent, and gives its Euclidean norm.</summary>
    public double Reduce(Descent descent)
    {
        if (!HasBlocks)
            return descent.Reduce(_gradients, _gradients.Length);
        descent.Take(_gradients[0]);
        double sum = 0;
        foreach (double block in _sumSquares)
            sum += block;
        return Math.Sqrt(sum);
    }

    void IWork.Run(int part)
    {
        if (_inBlocks)
        {
            _networks.Network.BackwardBlock(
                part, _rows.Transitions.Observations, _sample.Count, _rows.Workspace, _gradients[0].Pointer, _scratch[part].Pointer);
            (int start, int count) = _networks.BlockRange(part);
            _sumSquares[part] = _kernels.SumSquares(_gradients[0].Pointer + start, count);
            return;
        }

        int first = part * _sliceRows;
        _sums[part] = _slices[part].Backward(
            _buffer, _sample, first, Math.Min(_sliceRows, _sample.Count - first), HasBlocks ? null : _gradients[part].Pointer);
    }
}
