namespace RlOrleans.Learning;

/// <summary>
/// The last, linear layer of a network, <c>Y[O, B] = W[O, I] · X[B, I]ᵀ + b[O]</c>. It has few outputs, so it stores them
/// output by output: losses then run over whole vectors of rows instead of slivers of a row.
/// </summary>
/// <remarks>In storage W is <c>[O, stride(I)]</c>, then b <c>[stride(O)]</c>; padding is zero and stays zero.</remarks>
internal sealed unsafe class OutputLayer(int inputs, int outputs, int offset)
{
    public int Inputs { get; } = inputs;

    public int Outputs { get; } = outputs;

    /// <summary>Floats between rows of the input.</summary>
    public int InputStride { get; } = FloatBuffer.RoundUp(inputs);

    /// <summary>Floats that the layer takes in storage.</summary>
    public int StorageLength => Outputs * InputStride + FloatBuffer.RoundUp(Outputs);

    private int BiasOffset => offset + Outputs * InputStride;

    public void Forward(Kernels kernels, float* storage, float* input, int rows, float* output, int outputStride) =>
        kernels.MultiplyNarrow(
            rows, Outputs, InputStride,
            input, InputStride,
            storage + offset, InputStride,
            storage + BiasOffset,
            output, outputStride);

    /// <param name="kernels">Arithmetic.</param>
    /// <param name="input">[B, stride(I)].</param>
    /// <param name="outputGradient">[O, outputStride].</param>
    /// <param name="outputStride">Floats between outputs.</param>
    /// <param name="rows">B.</param>
    /// <param name="gradient">Of the network's parameters.</param>
    public void BackwardParameters(Kernels kernels, float* input, float* outputGradient, int outputStride, int rows, float* gradient)
    {
        kernels.Multiply(
            Outputs, InputStride, rows,
            outputGradient, outputStride, 1,
            input, InputStride,
            null, Activation.Identity,
            gradient + offset, InputStride);
        for (int o = 0; o < Outputs; o++)
            gradient[BiasOffset + o] = kernels.Sum(outputGradient + o * outputStride, rows);
    }

    public void BackwardInput(
        Kernels kernels, float* storage, float* outputGradient, int outputStride, int rows, float* input, Activation inputActivation, float* inputGradient) =>
        kernels.MultiplyActivationGradient(
            rows, InputStride, Outputs,
            outputGradient, 1, outputStride,
            storage + offset, InputStride,
            input, inputActivation,
            inputGradient, InputStride);

    /// <summary>Reads the layer as <c>W[O, I]</c> then <c>b[O]</c>, without padding.</summary>
    public void CopyTo(float* storage, Span<float> destination)
    {
        for (int o = 0; o < Outputs; o++)
            new ReadOnlySpan<float>(storage + offset + o * InputStride, Inputs).CopyTo(destination[(o * Inputs)..]);
        new ReadOnlySpan<float>(storage + BiasOffset, Outputs).CopyTo(destination[(Inputs * Outputs)..]);
    }

    /// <summary>Writes the layer from <c>W[O, I]</c> then <c>b[O]</c>.</summary>
    public void CopyFrom(float* storage, ReadOnlySpan<float> source)
    {
        for (int o = 0; o < Outputs; o++)
            source.Slice(o * Inputs, Inputs).CopyTo(new Span<float>(storage + offset + o * InputStride, Inputs));
        source.Slice(Inputs * Outputs, Outputs).CopyTo(new Span<float>(storage + BiasOffset, Outputs));
    }
}
