namespace RlOrleans.Learning;

/// <summary>Writes a policy's network as ONNX operators, layer by layer, from weights in the order of <see cref="Network.CopyTo"/>.</summary>
internal ref struct OnnxLayers(OnnxGraph graph, ReadOnlySpan<float> weights)
{
    private ReadOnlySpan<float> _weights = weights;

    /// <summary>Adds the whole network.</summary>
    /// <param name="network">Its shape.</param>
    /// <param name="input">Name of the value [batch, I].</param>
    /// <returns>Name of the value [batch, O].</returns>
    public string Add(Network network, string input)
    {
        for (int i = 0; i < network.Hidden.Length; i++)
            input = Add(network.Hidden[i], $"hidden{i}", input);
        int inputs = network.Hidden.Length == 0 ? network.Inputs : network.Hidden[^1].Output.Size;
        return AddDense("outputs", input, inputs, network.Outputs);
    }

    private string Add(Layer layer, string name, string input) => layer switch
    {
        DenseLayer => AddActivation(layer.Activation, name, AddDense($"{name}.linear", input, layer.Input.Size, layer.Output.Size)),
        _ => throw new NotSupportedException($"A layer of kind {layer.GetType().Name} cannot be written as ONNX; dense ones can."),
    };

    private string AddDense(string name, string input, int inputs, int outputs) =>
        graph.Add(
            "Gemm", name,
            [input, graph.Constant($"{name}.weight", Take(outputs * inputs), outputs, inputs), graph.Constant($"{name}.bias", Take(outputs), outputs)],
            OnnxAttribute.Of("transB", 1L));

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
