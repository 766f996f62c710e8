namespace RlOrleans.Learning;

/// <summary>
/// A fully connected hidden layer, <c>Y[B, O] = activation(X[B, I] · W[I, O] + b[O])</c>. The layer is a shape and its place in
/// the network's storage; it owns no memory, so any number of threads may share it.
/// </summary>
/// <remarks>
/// In storage W is <c>[I, stride(O)]</c>, then b <c>[stride(O)]</c>, with rows padded by zeros to whole lines. The padding
/// stays zero by itself: padded outputs are activation(0) = 0, so their gradients are zero too.
/// </remarks>
internal sealed unsafe class DenseLayer(int inputs, int outputs, Activation activation, int offset, int transposedOffset)
{
    public int Inputs { get; } = inputs;

    public int Outputs { get; } = outputs;

    public Activation Activation { get; } = activation;

    /// <summary>Floats between rows of the input.</summary>
    public int InputStride { get; } = FloatBuffer.RoundUp(inputs);

    /// <summary>Floats between rows of the output.</summary>
    public int OutputStride { get; } = FloatBuffer.RoundUp(outputs);

    /// <summary>Floats that the layer takes in storage.</summary>
    public int StorageLength => (Inputs + 1) * OutputStride;

    /// <summary>Floats that the transposed weights take.</summary>
    public int TransposedLength => Outputs * InputStride;

    private int BiasOffset => offset + Inputs * OutputStride;

    public void Forward(Kernels kernels, float* storage, float* input, int rows, float* output) =>
        kernels.Multiply(
            rows, OutputStride, Inputs,
            input, InputStride, 1,
            storage + offset, OutputStride,
            storage + BiasOffset, Activation,
            output, OutputStride);

    /// <summary>Writes the gradient of the weights and biases from that of the layer before its activation.</summary>
    public void BackwardParameters(Kernels kernels, float* input, float* outputGradient, int rows, float* gradient)
    {
        kernels.Multiply(
            Inputs, OutputStride, rows,
            input, 1, InputStride,
            outputGradient, OutputStride,
            null, Activation.Identity,
            gradient + offset, OutputStride);
        kernels.SumRows(rows, OutputStride, outputGradient, OutputStride, gradient + BiasOffset);
    }

    /// <summary>Writes the gradient of the previous layer before its activation, whose activated output is the input here.</summary>
    public void BackwardInput(
        Kernels kernels, float* transposed, float* outputGradient, int rows, float* input, Activation inputActivation, float* inputGradient) =>
        kernels.MultiplyActivationGradient(
            rows, InputStride, Outputs,
            outputGradient, OutputStride, 1,
            transposed + transposedOffset, InputStride,
            input, inputActivation,
            inputGradient, InputStride);

    /// <summary>Brings the transposed weights, which <see cref="BackwardInput"/> reads, up to date with the storage.</summary>
    public void Transpose(Kernels kernels, float* storage, float* transposed) =>
        kernels.Transpose(Inputs, Outputs, storage + offset, OutputStride, transposed + transposedOffset, InputStride);

    /// <summary>Reads the layer as <c>W[O, I]</c> then <c>b[O]</c>, without padding.</summary>
    public void CopyTo(float* storage, Span<float> destination)
    {
        for (int o = 0; o < Outputs; o++)
            for (int i = 0; i < Inputs; i++)
                destination[o * Inputs + i] = storage[offset + i * OutputStride + o];
        new ReadOnlySpan<float>(storage + BiasOffset, Outputs).CopyTo(destination[(Inputs * Outputs)..]);
    }

    /// <summary>Writes the layer from <c>W[O, I]</c> then <c>b[O]</c>.</summary>
    public void CopyFrom(float* storage, ReadOnlySpan<float> source)
    {
        for (int o = 0; o < Outputs; o++)
            for (int i = 0; i < Inputs; i++)
                storage[offset + i * OutputStride + o] = source[o * Inputs + i];
        source.Slice(Inputs * Outputs, Outputs).CopyTo(new Span<float>(storage + BiasOffset, Outputs));
    }
}
