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

    /// <summary>Inputs whose weights' gradients are a block: enough for products to run at their full rate.</summary>
    private const int BlockInputs = 64;

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
        gradients && _activeUnits is not null ? _activeUnits.SavedLength(rows) + BlockScratchLength : 0;

    /// <summary>The weights of some inputs each, which are rows of the storage; the last has the biases too.</summary>
    public override int Blocks => (Inputs + BlockInputs - 1) / BlockInputs;

    public override bool HasBlockGradients => true;

    public override (int First, int Count) BlockRange(int block) =>
        (block * BlockInputs * OutputStride, (InputsOf(block) + (block == Blocks - 1 ? 1 : 0)) * OutputStride);

    public override int BlockScratchLength => _activeUnits?.ScratchLength ?? 0;

    public override void Backward(ref LayerPass pass)
    {
        _activeUnits?.Find(ref pass);
        if (pass.ParameterGradient != null)
        {
            float* scratch = _activeUnits is null ? null : pass.Saved + _activeUnits.SavedLength(pass.Rows);
            BackwardWeights(ref pass, 0, Inputs, accumulate: false, scratch);
            pass.Kernels.SumRows(pass.Rows, OutputStride, pass.OutputGradient, OutputStride, pass.ParameterGradient + BiasOffset);
        }

        if (pass.InputGradient != null)
            BackwardInput(ref pass);
    }

    public override void BackwardBlock(ref LayerPass pass, int block, bool accumulate, float* scratch)
    {
        BackwardWeights(ref pass, block * BlockInputs, InputsOf(block), accumulate, scratch);
        if (block == Blocks - 1)
            BackwardBiases(ref pass, accumulate, scratch);
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

    private void BackwardWeights(ref LayerPass pass, int first, int inputs, bool accumulate, float* scratch)
    {
        float* gradient = pass.ParameterGradient + (nint)first * OutputStride;
        if (_activeUnits is not null && _activeUnits.AreFew(pass))
            _activeUnits.BackwardWeights(ref pass, first, inputs, accumulate, gradient, scratch);
        else if (accumulate)
            pass.Kernels.MultiplyAccumulate(
                inputs, OutputStride, pass.Rows,
                pass.Input + first, 1, InputStride,
                pass.OutputGradient, OutputStride,
                gradient, OutputStride);
        else
            pass.Kernels.Multiply(
                inputs, OutputStride, pass.Rows,
                pass.Input + first, 1, InputStride,
                pass.OutputGradient, OutputStride,
                null, Activation.Identity,
                gradient, OutputStride);
    }

    private void BackwardBiases(ref LayerPass pass, bool accumulate, float* scratch)
    {
        float* gradient = pass.ParameterGradient + BiasOffset;
        if (!accumulate)
            new Span<float>(gradient, OutputStride).Clear();
        if (_activeUnits is not null && _activeUnits.AreFew(pass))
            _activeUnits.BackwardBiases(ref pass, gradient, scratch);
        else
            for (int row = 0; row < pass.Rows; row++)
                pass.Kernels.Accumulate(pass.OutputGradient + (nint)row * OutputStride, gradient, OutputStride);
    }

    private void BackwardInput(ref LayerPass pass)
    {
        if (_activeUnits is not null && _activeUnits.AreFew(pass))
            _activeUnits.BackwardInput(ref pass);
        else
            pass.Kernels.MultiplyActivationGradient(
                pass.Rows, InputStride, Outputs,
                pass.OutputGradient, OutputStride, 1,
                pass.Transposed, InputStride,
                pass.Input, pass.InputActivation,
                pass.InputGradient, InputStride);
    }
}
