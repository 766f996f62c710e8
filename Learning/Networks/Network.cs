using System.Collections.Immutable;

namespace RlOrleans.Learning;

/// <summary>
/// Hidden layers one after the other, then a linear output layer. It is an architecture and nothing else: parameters,
/// gradients and activations are memory of the caller's, so that one network can be evaluated with several parameter sets,
/// and by several threads with a workspace each.
/// </summary>
/// <remarks>Legend: B rows of a batch, I inputs, O outputs, S state size.</remarks>
internal sealed unsafe class Network
{
    private const int ChunkFloats = 64 * 1024;
    private const int LeastChunkRows = 32;
    private const int MostChunkRows = 256;

    private readonly Kernels _kernels;
    private readonly Layer[] _hidden;
    private readonly int[] _offsets;
    private readonly int[] _transposedOffsets;
    private readonly int[] _stateOffsets;
    private readonly OutputLayer _output;
    private readonly (int Layer, int Block)[] _blocks;
    private readonly bool _inputGradients;
    private readonly List<NetworkWorkspace> _workspaces = [];

    /// <param name="kernels">Arithmetic.</param>
    /// <param name="input">Shape of an input row.</param>
    /// <param name="hidden">The hidden layers.</param>
    /// <param name="outputs">O.</param>
    /// <param name="activation">After each hidden layer that takes one.</param>
    /// <param name="inputGradients">Whether <see cref="Backward"/> can be asked for the gradient of the input.</param>
    public Network(
        Kernels kernels, TensorShape input, ImmutableArray<LayerSpec> hidden, int outputs, Activation activation, bool inputGradients = false)
    {
        _kernels = kernels;
        _inputGradients = inputGradients;
        _hidden = new Layer[hidden.Length];
        _offsets = new int[hidden.Length];
        _transposedOffsets = new int[hidden.Length];
        _stateOffsets = new int[hidden.Length];
        TensorShape shape = input;
        int offset = 0, transposedOffset = 0, weights = 0, state = 0;
        for (int i = 0; i < hidden.Length; i++)
        {
            Layer layer = LayerCatalog.Create(hidden[i], shape, activation);
            _hidden[i] = layer;
            _offsets[i] = offset;
            _transposedOffsets[i] = transposedOffset;
            _stateOffsets[i] = state;
            offset += layer.StorageLength;
            transposedOffset += layer.TransposedLength;
            weights += layer.WeightCount;
            state += layer.StateSize;
            shape = layer.Output;
        }

        _output = new OutputLayer(shape.Size, outputs, offset);
        Input = input;
        Outputs = outputs;
        StateSize = state;
        StorageLength = offset + _output.StorageLength;
        TransposedLength = transposedOffset;
        WeightCount = weights + (shape.Size + 1) * outputs;
        _blocks = [.. _hidden.SelectMany((layer, number) => Enumerable.Range(0, layer.Blocks).Select(block => (number, block))), (_hidden.Length, 0)];
        HasBlockGradients = _hidden.All(layer => layer.HasBlockGradients);
        ForwardOperations = _hidden.Sum(layer => layer.ForwardOperations) + OutputOperations;
    }

    public TensorShape Input { get; }

    /// <summary>I.</summary>
    public int Inputs => Input.Size;

    /// <summary>O.</summary>
    public int Outputs { get; }

    /// <summary>S: floats that a lane carries from step to step; 0 for a network without recurrence.</summary>
    public int StateSize { get; }

    /// <summary>Floats between rows of the input.</summary>
    public int InputStride => FloatBuffer.RoundUp(Inputs);

    public ReadOnlySpan<Layer> Hidden => _hidden;

    /// <summary>Floats of a parameter set in storage, with padding.</summary>
    public int StorageLength { get; }

    /// <summary>Floats of the transposed weights.</summary>
    public int TransposedLength { get; }

    /// <summary>Parameters, without padding.</summary>
    public int WeightCount { get; }

    /// <summary>Rows that are best computed together: few enough for what they leave behind to stay in the second-level cache.</summary>
    public int ChunkRows
    {
        get
        {
            int floats = 0;
            foreach (Layer layer in _hidden)
                floats += layer.OutputStride;
            return Math.Clamp(FloatBuffer.RoundUp(ChunkFloats / Math.Max(1, floats)), LeastChunkRows, MostChunkRows);
        }
    }

    /// <summary>Floating-point operations of a forward pass of one row; a backward pass takes about twice as many.</summary>
    public long ForwardOperations { get; }

    /// <summary>
    /// Floating-point operations of the products in all forward and backward passes so far, were each computed whole; each
    /// thread counts in its own workspace.
    /// </summary>
    public long WholeOperations => _workspaces.Sum(workspace => workspace.WholeOperations);

    /// <summary>Those of them that were done.</summary>
    public long Operations => WholeOperations - _workspaces.Sum(workspace => workspace.SavedOperations);

    /// <summary>Blocks that the parameters are cut into, so that threads can share them out.</summary>
    public int Blocks => _blocks.Length;

    /// <summary>Whether the blocks' gradients can be computed apart.</summary>
    public bool HasBlockGradients { get; }

    private long OutputOperations => 2L * _output.Inputs * Outputs;

    /// <summary>Evaluates the network; the result is <see cref="NetworkWorkspace.Outputs"/>.</summary>
    public void Forward(float* storage, float* input, int rows, NetworkWorkspace workspace, in Sequence sequence = default)
    {
        workspace.WholeOperations += rows * ForwardOperations;
        float* x = input;
        for (int i = 0; i < _hidden.Length; i++)
        {
            LayerPass pass = Pass(i, storage, null, x, rows, workspace, sequence);
            _hidden[i].Forward(ref pass);
            workspace.AddSaved(pass.OperationsSaved);
            x = pass.Output;
        }

        _output.Forward(_kernels, storage, x, rows, workspace.Outputs, workspace.OutputStride);
    }

    /// <summary>
    /// Writes the gradients of the parameters, from <see cref="NetworkWorkspace.OutputGradients"/> and what the last
    /// <see cref="Forward"/> of the same input left in the workspace.
    /// </summary>
    /// <param name="storage">Parameters.</param>
    /// <param name="transposed">As <see cref="Transpose(float*, float*)"/> left it.</param>
    /// <param name="input">[B, I].</param>
    /// <param name="rows">B.</param>
    /// <param name="workspace">Of the forward pass.</param>
    /// <param name="gradient">Of the parameters, written anew in the layout of the storage; null where not wanted.</param>
    /// <param name="inputGradient">[B, I] filled; null where not wanted.</param>
    /// <param name="sequence">That of the forward pass.</param>
    /// <param name="defersParameters">Whether the parameters' gradient is computed later, block by block: see <see cref="BackwardBlock"/>.</param>
    public void Backward(
        float* storage, float* transposed, float* input, int rows, NetworkWorkspace workspace, float* gradient,
        float* inputGradient = null, in Sequence sequence = default, bool defersParameters = false)
    {
        if (inputGradient != null && !_inputGradients)
            throw new InvalidOperationException("The network was made without gradients of its input.");
        workspace.WholeOperations += rows * BackwardOperations(gradient != null || defersParameters, inputGradient != null);
        int last = _hidden.Length - 1;
        float* x = last < 0 ? input : workspace.Activations(last);
        if (gradient != null)
            _output.BackwardParameters(_kernels, x, workspace.OutputGradients, workspace.OutputStride, rows, gradient);
        float* xGradient = last < 0 ? inputGradient : workspace.Gradients(last);
        if (xGradient != null)
            _output.BackwardInput(
                _kernels, storage, workspace.OutputGradients, workspace.OutputStride, rows, x,
                last < 0 ? Activation.Identity : _hidden[last].Activation, xGradient);
        for (int i = last; i >= 0; i--)
        {
            LayerPass pass = Pass(i, storage, transposed, i == 0 ? input : workspace.Activations(i - 1), rows, workspace, sequence);
            pass.OutputGradient = workspace.Gradients(i);
            pass.DefersParameters = defersParameters;
            pass.ParameterGradient = gradient == null ? null : gradient + _offsets[i];
            pass.InputGradient = i == 0 ? inputGradient : workspace.Gradients(i - 1);
            _hidden[i].Backward(ref pass);
            workspace.AddSaved(pass.OperationsSaved);
        }
    }

    /// <summary>Floats of scratch that <see cref="BackwardBlock"/> needs.</summary>
    public int BlockScratchLength(int rows) => _hidden.Select(layer => layer.BlockScratchLength(rows)).DefaultIfEmpty().Max();

    /// <summary>
    /// Writes the gradient of one block of the parameters, after a <see cref="Backward"/> that deferred them, or several of
    /// slices that all rows of the workspace are in. Blocks may be computed at once.
    /// </summary>
    /// <param name="block">Below <see cref="Blocks"/>, of a network that <see cref="HasBlockGradients"/>.</param>
    /// <param name="input">[B, I].</param>
    /// <param name="rows">B.</param>
    /// <param name="workspace">Of the backward pass.</param>
    /// <param name="gradient">Of the parameters.</param>
    /// <param name="scratch"><see cref="BlockScratchLength"/> floats of the calling thread's own.</param>
    public void BackwardBlock(int block, float* input, int rows, NetworkWorkspace workspace, float* gradient, float* scratch)
    {
        (int layer, int part) = _blocks[block];
        float* x = layer == 0 ? input : workspace.Activations(layer - 1);
        if (layer == _hidden.Length)
        {
            _output.BackwardParameters(_kernels, x, workspace.OutputGradients, workspace.OutputStride, rows, gradient);
            return;
        }

        LayerPass pass = Pass(layer, null, null, x, rows, workspace, default);
        pass.OutputGradient = workspace.Gradients(layer);
        pass.ParameterGradient = gradient + _offsets[layer];
        _hidden[layer].BackwardBlock(ref pass, part, scratch);
        workspace.AddSaved(pass.OperationsSaved);
    }

    /// <summary>Where a block of the parameters lies in storage.</summary>
    public (int First, int Count) BlockRange(int block)
    {
        (int layer, int part) = _blocks[block];
        if (layer == _hidden.Length)
            return (StorageLength - _output.StorageLength, _output.StorageLength);
        (int first, int count) = _hidden[layer].BlockRange(part);
        return (_offsets[layer] + first, count);
    }

    /// <summary>Brings the transposed weights up to date after the parameters changed.</summary>
    public void Transpose(float* storage, float* transposed)
    {
        for (int block = 0; block < Blocks; block++)
            Transpose(block, storage, transposed);
    }

    /// <summary>The same of one block of the parameters.</summary>
    public void Transpose(int block, float* storage, float* transposed)
    {
        (int layer, int part) = _blocks[block];
        if (layer < _hidden.Length)
            _hidden[layer].Transpose(
                _kernels, part, storage + _offsets[layer], transposed + _transposedOffsets[layer], inputGradient: layer > 0 || _inputGradients);
    }

    /// <summary>Reads the parameters: layer by layer from the input, each as its kind documents; the output layer last, <c>W[O, I]</c> then <c>b[O]</c>.</summary>
    public void CopyTo(float* storage, Span<float> destination)
    {
        int at = 0;
        for (int i = 0; i < _hidden.Length; i++)
        {
            _hidden[i].CopyTo(storage + _offsets[i], destination[at..]);
            at += _hidden[i].WeightCount;
        }

        _output.CopyTo(storage, destination[at..]);
    }

    /// <summary>Writes the parameters from the layout of <see cref="CopyTo"/>.</summary>
    public void CopyFrom(float* storage, ReadOnlySpan<float> source)
    {
        int at = 0;
        for (int i = 0; i < _hidden.Length; i++)
        {
            _hidden[i].CopyFrom(storage + _offsets[i], source[at..]);
            at += _hidden[i].WeightCount;
        }

        _output.CopyFrom(storage, source[at..]);
    }

    /// <summary>Draws initial parameters: a function of the seed and of the network's number alone.</summary>
    /// <param name="storage">Filled.</param>
    /// <param name="hidden">How the hidden layers are drawn; its layer number is not read.</param>
    /// <param name="outputGains">Gains of the output layer: a number of outputs, and the gain that they share, group by group.</param>
    public void Initialise(float* storage, in Initialiser hidden, params ReadOnlySpan<(int Count, float Gain)> outputGains)
    {
        float[] weights = new float[WeightCount];
        int at = 0;
        uint number = 0;
        foreach (Layer layer in _hidden)
        {
            layer.Initialise(weights.AsSpan(at, layer.WeightCount), hidden with { Layer = number++ });
            at += layer.WeightCount;
        }

        int row = 0, width = _output.Inputs;
        foreach ((int count, float gain) in outputGains)
        {
            Span<float> matrix = weights.AsSpan(at + row * width, count * width), biases = weights.AsSpan(at + Outputs * width + row, count);
            (hidden with { Layer = number++, Gain = gain }).Fill(matrix, biases, count, width);
            row += count;
        }

        if (row != Outputs)
            throw new ArgumentException($"Gains are given for {row} of {Outputs} outputs.", nameof(outputGains));
        CopyFrom(storage, weights);
    }

    /// <summary>Registers a workspace, whose operations count as the network's.</summary>
    public void Add(NetworkWorkspace workspace) => _workspaces.Add(workspace);

    // As many for the parameters' gradient as forward, and as many again for the input's of each layer that has one.
    private long BackwardOperations(bool gradient, bool inputGradient)
    {
        long first = _hidden.Length > 0 ? _hidden[0].ForwardOperations : OutputOperations;
        return (gradient ? 2 : 1) * ForwardOperations - (inputGradient ? 0 : first);
    }

    private LayerPass Pass(int i, float* storage, float* transposed, float* input, int rows, NetworkWorkspace workspace, in Sequence sequence) => new()
    {
        Kernels = _kernels,
        Rows = rows,
        Parameters = storage + _offsets[i],
        Transposed = transposed + _transposedOffsets[i],
        Input = input,
        InputActivation = i == 0 ? Activation.Identity : _hidden[i - 1].Activation,
        Output = workspace.Activations(i),
        Saved = workspace.Saved(i),
        Sequence = sequence,
        StateOffset = _stateOffsets[i],
        StateStride = StateSize,
    };
}
