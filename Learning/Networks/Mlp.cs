using System.Collections.Immutable;

namespace RlOrleans.Learning;

/// <summary>
/// A multilayer perceptron: hidden layers with an activation, then a linear output layer. It is an architecture and
/// nothing else: parameters, gradients and activations are memory of the caller's, so that one network can be evaluated
/// with several parameter sets, and by several threads with a workspace each.
/// </summary>
/// <remarks>Legend: B rows of a batch, I inputs, O outputs.</remarks>
internal sealed unsafe class Mlp
{
    private readonly Kernels _kernels;
    private readonly DenseLayer[] _hidden;
    private readonly OutputLayer _output;
    private readonly Activation _activation;

    public Mlp(Kernels kernels, int inputs, ImmutableArray<int> hidden, int outputs, Activation activation)
    {
        _kernels = kernels;
        _activation = activation;
        _hidden = new DenseLayer[hidden.Length];
        int offset = 0, transposedOffset = 0, width = inputs, weights = 0;
        for (int i = 0; i < hidden.Length; i++)
        {
            var layer = new DenseLayer(width, hidden[i], activation, offset, transposedOffset);
            _hidden[i] = layer;
            offset += layer.StorageLength;

            // Nothing flows back through the first layer, so its weights are not needed transposed.
            transposedOffset += i == 0 ? 0 : layer.TransposedLength;
            weights += (width + 1) * hidden[i];
            width = hidden[i];
        }

        _output = new OutputLayer(width, outputs, offset);
        Inputs = inputs;
        Outputs = outputs;
        StorageLength = offset + _output.StorageLength;
        TransposedLength = transposedOffset;
        WeightCount = weights + (width + 1) * outputs;
    }

    public int Inputs { get; }

    public int Outputs { get; }

    /// <summary>Floats between rows of the input.</summary>
    public int InputStride => FloatBuffer.RoundUp(Inputs);

    public ReadOnlySpan<DenseLayer> Hidden => _hidden;

    /// <summary>Floats of a parameter set in storage, with padding.</summary>
    public int StorageLength { get; }

    /// <summary>Floats of the transposed weights.</summary>
    public int TransposedLength { get; }

    /// <summary>Parameters, without padding.</summary>
    public int WeightCount { get; }

    /// <summary>Evaluates the network; the result is <see cref="MlpWorkspace.Outputs"/>.</summary>
    public void Forward(float* storage, float* input, int rows, MlpWorkspace workspace)
    {
        float* x = input;
        for (int i = 0; i < _hidden.Length; i++)
        {
            float* y = workspace.Activations(i);
            _hidden[i].Forward(_kernels, storage, x, rows, y);
            x = y;
        }

        _output.Forward(_kernels, storage, x, rows, workspace.Outputs, workspace.OutputStride);
    }

    /// <summary>
    /// Writes the gradient of all parameters, from <see cref="MlpWorkspace.OutputGradients"/> and what the last
    /// <see cref="Forward"/> of the same input left in the workspace.
    /// </summary>
    public void Backward(float* storage, float* transposed, float* input, int rows, MlpWorkspace workspace, float* gradient)
    {
        int last = _hidden.Length - 1;
        float* x = last < 0 ? input : workspace.Activations(last);
        _output.BackwardParameters(_kernels, x, workspace.OutputGradients, workspace.OutputStride, rows, gradient);
        if (last < 0)
            return;
        _output.BackwardInput(
            _kernels, storage, workspace.OutputGradients, workspace.OutputStride, rows, x, _activation, workspace.Gradients(last));
        for (int i = last; i >= 0; i--)
        {
            x = i == 0 ? input : workspace.Activations(i - 1);
            _hidden[i].BackwardParameters(_kernels, x, workspace.Gradients(i), rows, gradient);
            if (i > 0)
                _hidden[i].BackwardInput(_kernels, transposed, workspace.Gradients(i), rows, x, _activation, workspace.Gradients(i - 1));
        }
    }

    /// <summary>Brings the transposed weights up to date after the parameters changed.</summary>
    public void Transpose(float* storage, float* transposed)
    {
        for (int i = 1; i < _hidden.Length; i++)
            _hidden[i].Transpose(_kernels, storage, transposed);
    }

    /// <summary>Reads the parameters: layer by layer <c>W[O, I]</c> row-major, then <c>b[O]</c>.</summary>
    public void CopyTo(float* storage, Span<float> destination)
    {
        int at = 0;
        foreach (DenseLayer layer in _hidden)
        {
            layer.CopyTo(storage, destination[at..]);
            at += (layer.Inputs + 1) * layer.Outputs;
        }

        _output.CopyTo(storage, destination[at..]);
    }

    /// <summary>Writes the parameters from the layout of <see cref="CopyTo"/>.</summary>
    public void CopyFrom(float* storage, ReadOnlySpan<float> source)
    {
        int at = 0;
        foreach (DenseLayer layer in _hidden)
        {
            layer.CopyFrom(storage, source[at..]);
            at += (layer.Inputs + 1) * layer.Outputs;
        }

        _output.CopyFrom(storage, source[at..]);
    }

    /// <summary>
    /// Orthogonal weights and zero biases. The numbers are a function of the seed and of the network's number alone.
    /// </summary>
    /// <param name="storage">Filled.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="network">Which network of the learner it is, so that two of one shape differ.</param>
    /// <param name="hiddenGain">Gain of the hidden layers.</param>
    /// <param name="outputGain">Gain of the output layer.</param>
    public void Initialise(float* storage, ulong seed, uint network, float hiddenGain, float outputGain)
    {
        float[] weights = new float[WeightCount];
        int at = 0;
        uint number = 0;
        foreach (DenseLayer layer in _hidden)
        {
            int size = layer.Inputs * layer.Outputs;
            OrthogonalInitialiser.Fill(weights.AsSpan(at, size), layer.Outputs, layer.Inputs, hiddenGain, seed, network, number++);
            at += size + layer.Outputs;
        }

        OrthogonalInitialiser.Fill(
            weights.AsSpan(at, _output.Inputs * _output.Outputs), _output.Outputs, _output.Inputs, outputGain, seed, network, number);
        CopyFrom(storage, weights);
    }
}
