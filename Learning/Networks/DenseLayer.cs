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

    /// <summary>From this width on, the inputs of few rows are looked through for rectified units that are asleep.</summary>
    private const int LeastInputs = 64;

    /// <summary>In more rows hardly a unit is asleep in all.</summary>
    private const int MostRows = 64;

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

    public override void Forward(ref LayerPass pass)
    {
        int inputs = Inputs;
        int* places = null;
        if (pass.InputActivation == Activation.Relu && Inputs >= LeastInputs && pass.Rows <= MostRows
            && NonzeroColumns.Find(pass.Kernels, pass.Rows, Inputs, pass.Input, pass.Saved) is var active && active.AreFewOf(Inputs))
        {
            inputs = active.Count;
            places = active.Places;
            pass.OperationsSaved += 2L * pass.Rows * (Inputs - inputs) * Outputs;
        }

        pass.Kernels.Multiply(
            pass.Rows, OutputStride, inputs,
            pass.Input, InputStride, 1,
            pass.Parameters, OutputStride,
            pass.Parameters + BiasOffset, Activation,
            pass.Output, OutputStride, places);
    }

    public override int SavedLength(int rows, bool gradients) => Math.Max(
        NonzeroColumns.Length(Inputs),
        gradients && _activeUnits is not null ? _activeUnits.ScratchLength(rows) : 0);

    /// <summary>The weights of some inputs each, which are rows of the storage; the last has the biases too.</summary>
    public override int Blocks => (Inputs + BlockInputs - 1) / BlockInputs;

    public override bool HasBlockGradients => true;

    public override (int First, int Count) BlockRange(int block) =>
        (block * BlockInputs * OutputStride, (InputsOf(block) + (block == Blocks - 1 ? 1 : 0)) * OutputStride);

    public override int BlockScratchLength(int rows) => _activeUnits?.ScratchLength(rows) ?? 0;

    public override void Backward(ref LayerPass pass)
    {
        if (pass.ParameterGradient != null || pass.InputGradient != null)
            _activeUnits?.Find(pass, pass.Saved);
        if (pass.ParameterGradient != null)
            BackwardParameters(ref pass, pass.Saved, 0, Inputs, biases: true);
        if (pass.InputGradient != null)
            BackwardInput(ref pass);
    }

    public override void BackwardBlock(ref LayerPass pass, int block, float* scratch)
    {
        _activeUnits?.Find(pass, scratch);
        BackwardParameters(ref pass, scratch, block * BlockInputs, InputsOf(block), biases: block == Blocks - 1);
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

    private void BackwardParameters(ref LayerPass pass, float* memory, int first, int inputs, bool biases)
    {
        float* weightGradient = pass.ParameterGradient + (nint)first * OutputStride, biasGradient = pass.ParameterGradient + BiasOffset;
        if (_activeUnits is not null && _activeUnits.Gather(pass, memory))
        {
            pass.OperationsSaved += _activeUnits.OperationsSaved(pass.Rows, inputs, memory);
            _activeUnits.BackwardWeights(pass, memory, first, inputs, weightGradient);
            if (biases)
                _activeUnits.BackwardBiases(pass, memory, biasGradient);
            return;
        }

        pass.Kernels.Multiply(
            inputs, OutputStride, pass.Rows,
            pass.Input + first, 1, InputStride,
            pass.OutputGradient, OutputStride,
            null, Activation.Identity,
            weightGradient, OutputStride);
        if (biases)
            pass.Kernels.SumRows(pass.Rows, OutputStride, pass.OutputGradient, OutputStride, biasGradient);
    }

    private void BackwardInput(ref LayerPass pass)
    {
        int outputs = Outputs;
        int* places = null;
        if (_activeUnits is not null && NonzeroColumns.At(pass.Saved) is var active && active.AreFewOf(Outputs))
        {
            outputs = active.Count;
            places = active.Places;
            pass.OperationsSaved += _activeUnits.OperationsSaved(pass.Rows, Inputs, pass.Saved);
        }

        pass.Kernels.MultiplyActivationGradient(
            pass.Rows, InputStride, outputs,
            pass.OutputGradient, OutputStride, 1,
            pass.Transposed, InputStride,
            pass.Input, pass.InputActivation,
            pass.InputGradient, InputStride, places);
    }
}
