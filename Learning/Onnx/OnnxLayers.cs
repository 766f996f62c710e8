namespace RlOrleans.Learning;

/// <summary>Writes a policy's network as ONNX operators, layer by layer, from weights in the order of <see cref="Network.CopyTo"/>.</summary>
/// <remarks>Between layers a value is [batch, size], an image in it row by row with channels last.</remarks>
internal ref struct OnnxLayers(OnnxGraph graph, ReadOnlySpan<float> weights)
{
    private readonly List<string> _nextStates = [];
    private ReadOnlySpan<float> _weights = weights;
    private int _stateOffset;

    /// <summary>Adds the whole network.</summary>
    /// <param name="network">Its shape.</param>
    /// <param name="input">Name of the value [batch, I].</param>
    /// <param name="state">Name of the value [batch, S] of a recurrent network; not read otherwise.</param>
    /// <returns>Name of the value [batch, O].</returns>
    public string Add(Network network, string input, string state)
    {
        for (int i = 0; i < network.Hidden.Length; i++)
            input = Add(network.Hidden[i], $"hidden{i}", input, state);
        int inputs = network.Hidden.Length == 0 ? network.Inputs : network.Hidden[^1].Output.Size;
        return AddDense("outputs", input, inputs, network.Outputs);
    }

    /// <summary>Adds what a recurrent network's state has become, [batch, S].</summary>
    public readonly string AddNextState(string name) =>
        graph.Add("Concat", name, [.. _nextStates], OnnxAttribute.Of("axis", 1L));

    private string Add(Layer layer, string name, string input, string state) => layer switch
    {
        DenseLayer => AddActivation(layer.Activation, name, AddDense($"{name}.linear", input, layer.Input.Size, layer.Output.Size)),
        ConvolutionLayer convolution => AddActivation(layer.Activation, name, AddConvolution($"{name}.linear", input, convolution.Shape)),
        LstmLayer => AddLstm(name, input, state, layer.Input.Size, layer.Output.Size),
        _ => throw new NotSupportedException($"A layer of kind {layer.GetType().Name} cannot be written as ONNX."),
    };

    private string AddDense(string name, string input, int inputs, int outputs) =>
        graph.Add(
            "Gemm", name,
            [input, graph.Constant($"{name}.weight", Take(outputs * inputs), outputs, inputs), graph.Constant($"{name}.bias", Take(outputs), outputs)],
            OnnxAttribute.Of("transB", 1L));

    // ONNX has channels first, in images and in filters.
    private string AddConvolution(string name, string input, in ConvolutionShape shape)
    {
        int kernel = shape.Kernel, channels = shape.Channels;
        ReadOnlySpan<float> ours = Take(shape.Filters * shape.PatchLength);
        float[] filters = new float[ours.Length];
        for (int filter = 0, to = 0; filter < shape.Filters; filter++)
            for (int channel = 0; channel < channels; channel++)
                for (int pixel = 0; pixel < kernel * kernel; pixel++)
                    filters[to++] = ours[(filter * kernel * kernel + pixel) * channels + channel];
        string images = graph.Add(
            "Reshape", $"{name}.images", [input, graph.Indices($"{name}.shape", -1, shape.Height, shape.Width, channels)]);
        string planes = graph.Add("Transpose", $"{name}.planes", [images], OnnxAttribute.Of("perm", 0L, 3, 1, 2));
        string convolved = graph.Add(
            "Conv", $"{name}.convolved",
            [
                planes,
                graph.Constant($"{name}.weight", filters, shape.Filters, channels, kernel, kernel),
                graph.Constant($"{name}.bias", Take(shape.Filters), shape.Filters),
            ],
            OnnxAttribute.Of("kernel_shape", (long)kernel, kernel),
            OnnxAttribute.Of("strides", (long)shape.Stride, shape.Stride));
        string pixels = graph.Add("Transpose", $"{name}.pixels", [convolved], OnnxAttribute.Of("perm", 0L, 2, 3, 1));
        return graph.Add("Reshape", name, [pixels, graph.Indices($"{name}.size", -1, shape.OutputPixels * shape.Filters)]);
    }

    // A sequence of one step. ONNX has two biases, of which one is zero, and its gates in the order i, o, f, c.
    private string AddLstm(string name, string input, string state, int inputs, int units)
    {
        const int Gates = 4;
        string w = graph.Constant($"{name}.w", InOnnxOrder(Take(Gates * units * inputs), units * inputs), 1, Gates * units, inputs);
        string r = graph.Constant($"{name}.r", InOnnxOrder(Take(Gates * units * units), units * units), 1, Gates * units, units);
        float[] biases = [.. InOnnxOrder(Take(Gates * units), units), .. new float[Gates * units]];
        string b = graph.Constant($"{name}.b", biases, 1, 2 * Gates * units);
        string first = graph.Indices($"{name}.axis", 0);
        string hidden = AddState($"{name}.hidden", state, units, first), cell = AddState($"{name}.cell", state, units, first);
        string step = graph.Add("Unsqueeze", $"{name}.step", [input, first]);
        string nextHidden = $"{name}.hidden.sequence", nextCell = $"{name}.cell.sequence";
        graph.Add("LSTM", ["", nextHidden, nextCell], [step, w, r, b, "", hidden, cell], OnnxAttribute.Of("hidden_size", (long)units));
        string output = graph.Add("Squeeze", name, [nextHidden, first]);
        _nextStates.Add(output);
        _nextStates.Add(graph.Add("Squeeze", $"{name}.cell.next", [nextCell, first]));
        return output;
    }

    private string AddState(string name, string state, int units, string axis)
    {
        string columns = graph.Columns($"{name}.columns", state, _stateOffset, _stateOffset + units);
        _stateOffset += units;
        return graph.Add("Unsqueeze", name, [columns, axis]);
    }

    // From the order i, f, g, o of the layer.
    private static float[] InOnnxOrder(ReadOnlySpan<float> gates, int length) =>
        [.. gates[..length], .. gates.Slice(3 * length, length), .. gates.Slice(length, length), .. gates.Slice(2 * length, length)];

    private readonly string AddActivation(Activation activation, string name, string input) => activation switch
    {
        Activation.Identity => input,
        Activation.Tanh => graph.Add("Tanh", name, [input]),
        Activation.Relu => graph.Add("Relu", name, [input]),
        _ => throw new NotSupportedException($"The activation {activation} cannot be written as ONNX."),
    };

    private ReadOnlySpan<float> Take(int count)
    {
        ReadOnlySpan<float> taken = _weights[..count];
        _weights = _weights[count..];
        return taken;
    }
}
