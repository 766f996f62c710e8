using System.Globalization;

namespace RlOrleans.Learning;

/// <summary>A fully connected hidden layer, <c>Y[B, O] = activation(X[B, I] · W[I, O] + b[O])</c>.</summary>
/// <remarks>
/// In storage W is <c>[I, stride(O)]</c>, then b <c>[stride(O)]</c>. The padding stays zero by itself: padded outputs are
/// activation(0) = 0, so their gradients are zero too. Copies are <c>W[O, I]</c> row-major, then <c>b[O]</c>.
/// </remarks>
internal sealed unsafe class DenseLayer(TensorShape input, int outputs, Activation activation) : Layer(input, outputs, activation)
{
    private const int WidestLayer = 8192;

    private readonly ActiveUnits? _activeUnits = ActiveUnits.Create(input.Size, outputs, activation);

    private int Inputs => Input.Size;

    private int Outputs => Output.Size;

    public override int WeightCount => (Inputs + 1) * Outputs;

    public override int StorageLength => (Inputs + 1) * OutputStride;

    public override int TransposedLength => Outputs * InputStride;

    public override long ForwardOperations => 2L * Inputs * Outputs;

    private int BiasOffset => Inputs * OutputStride;

    /// <summary>The width that the arguments of a dense layer name; null where they do not.</summary>
    public static int? ParseWidth(string arguments) =>
        int.TryParse(arguments, NumberStyles.None, CultureInfo.InvariantCulture, out int width) && width is >= 1 and <= WidestLayer ? width : null;

    public override void Forward(ref LayerPass pass) =>
        pass.Kernels.Multiply(
            pass.Rows, OutputStride, Inputs,
            pass.Input, InputStride, 1,
            pass.Parameters, OutputStride,
            pass.Parameters + BiasOffset, Activation,
            pass.Output, OutputStride);

    public override int SavedLength(int rows, bool gradients) =>
        gradients && _activeUnits is not null ? _activeUnits.ScratchLength(rows) : 0;

    public override void Backward(ref LayerPass pass)
    {
        if (_activeUnits is not null && _activeUnits.TryBackward(ref pass))
            return;
        if (pass.ParameterGradient != null)
        {
            pass.Kernels.Multiply(
                Inputs, OutputStride, pass.Rows,
                pass.Input, 1, InputStride,
                pass.OutputGradient, OutputStride,
                null, Activation.Identity,
                pass.ParameterGradient, OutputStride);
            pass.Kernels.SumRows(pass.Rows, OutputStride, pass.OutputGradient, OutputStride, pass.ParameterGradient + BiasOffset);
        }

        if (pass.InputGradient != null)
            pass.Kernels.MultiplyActivationGradient(
                pass.Rows, InputStride, Outputs,
                pass.OutputGradient, OutputStride, 1,
                pass.Transposed, InputStride,
                pass.Input, pass.InputActivation,
                pass.InputGradient, InputStride);
    }

    public override void Transpose(Kernels kernels, float* parameters, float* transposed, bool inputGradient)
    {
        if (inputGradient)
            kernels.Transpose(Inputs, Outputs, parameters, OutputStride, transposed, InputStride);
    }

    public override void Initialise(Span<float> weights, in Initialiser initialiser) =>
        initialiser.Fill(weights[..(Inputs * Outputs)], weights[(Inputs * Outputs)..], Outputs, Inputs);

    public override void CopyTo(float* parameters, Span<float> destination)
    {
        for (int o = 0; o < Outputs; o++)
            for (int i = 0; i < Inputs; i++)
                destination[o * Inputs + i] = parameters[i * OutputStride + o];
        new ReadOnlySpan<float>(parameters + BiasOffset, Outputs).CopyTo(destination[(Inputs * Outputs)..]);
    }

    public override void CopyFrom(float* parameters, ReadOnlySpan<float> source)
    {
        for (int o = 0; o < Outputs; o++)
            for (int i = 0; i < Inputs; i++)
                parameters[i * OutputStride + o] = source[o * Inputs + i];
        source.Slice(Inputs * Outputs, Outputs).CopyTo(new Span<float>(parameters + BiasOffset, Outputs));
    }
}
