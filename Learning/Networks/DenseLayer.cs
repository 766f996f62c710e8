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

    /// <summary>Inputs whose weights' gradients are a block: enough for what each block does over again to be little.</summary>
    private const int BlockInputs = 128;

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
        gradients && _activeUnits is not null ? _activeUnits.SavedLength(rows) : 0;

    /// <summary>The weights of some inputs each, which are rows of the storage; the last has the biases too.</summary>
    public override int Blocks => (Inputs + BlockInputs - 1) / BlockInputs;

    public override bool HasBlockGradients => true;

    public override (int First, int Count) BlockRange(int block) =>
        (block * BlockInputs * OutputStride, (InputsOf(block) + (block == Blocks - 1 ? 1 : 0)) * OutputStride);

    public override int BlockScratchLength(int rows) => _activeUnits?.ScratchLength(rows) ?? 0;

    public override void Backward(ref LayerPass pass)
    {
        bool few = _activeUnits is not null && _activeUnits.Find(pass, pass.Saved);
        if (few)
            pass.OperationsSaved += _activeUnits!.OperationsSaved(pass, pass.Saved);
        if (pass.ParameterGradient != null)
        {
            BackwardWeights(pass, few, pass.Saved, 0, Inputs);
            BackwardBiases(pass, few, pass.Saved);
        }

        if (pass.InputGradient != null)
            BackwardInput(pass, few);
    }

    public override void BackwardBlock(ref LayerPass pass, int block, float* scratch)
    {
        bool few = _activeUnits is not null && _activeUnits.Find(pass, scratch);
        BackwardWeights(pass, few, scratch, block * BlockInputs, InputsOf(block));
        if (block == Blocks - 1)
            BackwardBiases(pass, few, scratch);
    }

    public override void Transpose(Kernels kernels, int block, float* parameters, float* transposed, bool inputGradient)
    {
        int first = block * BlockInputs;
        if (inputGradient)
            kernels.Transpose(InputsOf(block), Outputs, parameters + (nint)first * OutputStride, OutputStride, transposed + first, InputStride);
    }

    public override void Initialise(Span<float> weights, in Initialiser initialiser) =>
        initialiser.Fill(weights[..(Inputs * Outputs)], weights[(Inputs * Outputs)..], Outputs, Inputs);

    public override void CopyTo(float* parameters, Span<float> destination)
    {
        fixed (float* weights = destination[..(Inputs * Outputs)])
            Transposition.Run(Inputs, Outputs, parameters, OutputStride, weights, Inputs);
        new ReadOnlySpan<float>(parameters + BiasOffset, Outputs).CopyTo(destination[(Inputs * Outputs)..]);
    }

    public override void CopyFrom(float* parameters, ReadOnlySpan<float> source)
    {
        fixed (float* weights = source[..(Inputs * Outputs)])
            Transposition.Run(Outputs, Inputs, weights, Inputs, parameters, OutputStride);
        source.Slice(Inputs * Outputs, Outputs).CopyTo(new Span<float>(parameters + BiasOffset, Outputs));
    }

    private int InputsOf(int block) => Math.Min(BlockInputs, Inputs - block * BlockInputs);

    private void BackwardWeights(in LayerPass pass, bool few, float* memory, int first, int inputs)
    {
        float* gradient = pass.ParameterGradient + (nint)first * OutputStride;
        if (few)
            _activeUnits!.BackwardWeights(pass, memory, first, inputs, gradient);
        else
            pass.Kernels.Multiply(
                inputs, OutputStride, pass.Rows,
                pass.Input + first, 1, InputStride,
                pass.OutputGradient, OutputStride,
                null, Activation.Identity,
                gradient, OutputStride);
    }

    private void BackwardBiases(in LayerPass pass, bool few, float* memory)
    {
        float* gradient = pass.ParameterGradient + BiasOffset;
        if (few)
            _activeUnits!.BackwardBiases(pass, memory, gradient);
        else
            pass.Kernels.SumRows(pass.Rows, OutputStride, pass.OutputGradient, OutputStride, gradient);
    }

    private void BackwardInput(in LayerPass pass, bool few)
    {
        if (few)
            _activeUnits!.BackwardInput(pass, pass.Saved);
        else
            pass.Kernels.MultiplyActivationGradient(
                pass.Rows, InputStride, Outputs,
                pass.OutputGradient, OutputStride, 1,
                pass.Transposed, InputStride,
                pass.Input, pass.InputActivation,
                pass.InputGradient, InputStride);
    }
}
