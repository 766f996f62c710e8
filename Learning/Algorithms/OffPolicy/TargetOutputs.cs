namespace RlOrleans.Learning;

/// <summary>
/// The older network's outputs on what stored steps led to, for many samples at once: that network stays as it is between
/// two updates of it, so a step that is drawn again and again is evaluated once, in batches that products run fast on.
/// </summary>
/// <remarks>Legend: S different steps, O outputs of the network.</remarks>
internal sealed unsafe class TargetOutputs : IWork
{
    // Bounds the memory, and how much is computed before the first gradient step.
    private const int MostRows = 16 * 1024;
    private const int MostFloats = 4 * 1024 * 1024;

    private readonly NetworkEnsemble _networks;
    private readonly Kernels _kernels;
    private readonly WorkTeam _team;
    private readonly int _steps;
    private readonly int _stride;
    private readonly SlotIndex _index;
    private readonly FloatBuffer _outputs;
    private readonly int _chunkRows;
    private readonly FloatBuffer[] _inputs;
    private readonly NetworkWorkspace[] _workspaces;
    private ReplayBuffer _buffer = null!;

    /// <param name="networks">Of which the older one of the first member is evaluated.</param>
    /// <param name="kernels">Arithmetic.</param>
    /// <param name="team">Who computes.</param>
    /// <param name="slots">Slots of the replay buffer.</param>
    /// <param name="batchSize">Rows of a sample.</param>
    /// <param name="samples">The most samples that are computed together.</param>
    /// <param name="steps">Steps that rewards are summed over before a value is estimated.</param>
    public TargetOutputs(NetworkEnsemble networks, Kernels kernels, WorkTeam team, int slots, int batchSize, int samples, int steps)
    {
        Network network = networks.Network;
        _networks = networks;
        _kernels = kernels;
        _team = team;
        _steps = steps;
        _stride = FloatBuffer.RoundUp(network.Outputs);
        int rows = samples * batchSize;
        _index = new SlotIndex(slots, rows);
        _outputs = new FloatBuffer(rows * _stride);
        _chunkRows = Math.Min(network.ChunkRows, SampleSlices.RowsOf(rows));
        _inputs = new FloatBuffer[SampleSlices.CountOf(rows)];
        _workspaces = new NetworkWorkspace[_inputs.Length];
        for (int i = 0; i < _inputs.Length; i++)
        {
            _inputs[i] = new FloatBuffer(_chunkRows * network.InputStride);
            _workspaces[i] = new NetworkWorkspace(network, _chunkRows, gradients: false);
        }
    }

    /// <summary>Samples that can be computed together, at least one.</summary>
    public static int SamplesOf(int batchSize, int outputs) =>
        Math.Max(1, Math.Min(MostRows, MostFloats / FloatBuffer.RoundUp(outputs)) / batchSize);

    /// <summary>Computes the outputs for the steps of some samples; those of earlier ones are forgotten.</summary>
    public void Compute(ReplayBuffer buffer, ReadOnlySpan<ReplaySample> samples)
    {
        _buffer = buffer;
        _index.Clear();
        foreach (ReplaySample sample in samples)
            foreach (int slot in sample.Slots)
                _index.Add(slot);
        _team.Run(this, SampleSlices.CountOf(_index.Count));
    }

    /// <summary>Copies the outputs for some of the steps, output by output.</summary>
    /// <param name="slots">B of the slots that were given to <see cref="Compute"/>.</param>
    /// <param name="rows">[B, stride(O)]: scratch.</param>
    /// <param name="outputs">[O, resultStride], filled.</param>
    /// <param name="outputStride">Floats between outputs.</param>
    public void CopyTo(ReadOnlySpan<int> slots, float* rows, float* outputs, int outputStride)
    {
        for (int row = 0; row < slots.Length; row++)
        {
            float* from = _outputs.Pointer + (nint)_index.NumberOf(slots[row]) * _stride;
            new ReadOnlySpan<float>(from, _stride).CopyTo(new Span<float>(rows + (nint)row * _stride, _stride));
        }

        _kernels.Transpose(slots.Length, _networks.Network.Outputs, rows, _stride, outputs, outputStride);
    }

    void IWork.Run(int part)
    {
        int partRows = SampleSlices.RowsOf(_index.Count), end = Math.Min((part + 1) * partRows, _index.Count);
        for (int first = part * partRows; first < end; first += _chunkRows)
            Evaluate(first, Math.Min(_chunkRows, end - first), _inputs[part], _workspaces[part]);
    }

    private void Evaluate(int first, int rows, FloatBuffer input, NetworkWorkspace workspace)
    {
        Network network = _networks.Network;
        for (int row = 0; row < rows; row++)
            _buffer.Follow(_index.Slots[first + row], _steps, gamma: 1, out _, out _).CopyTo(input.Span[(row * network.InputStride)..]);
        _networks.ForwardTarget(0, input.Pointer, rows, workspace);
        _kernels.Transpose(network.Outputs, rows, workspace.Outputs, workspace.OutputStride, _outputs.Pointer + (nint)first * _stride, _stride);
    }
}
