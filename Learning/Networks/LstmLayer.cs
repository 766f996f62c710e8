using System.Globalization;

namespace RlOrleans.Learning;

/// <summary>
/// A long short-term memory (Hochreiter and Schmidhuber, 1997, with the forget gate of Gers et al., 2000). Gradients run
/// back through all rows of a sequence, and stop where an episode begins.
/// </summary>
/// <remarks>
/// Legend: B rows, L lanes, I inputs, H units, G = 4 · stride(H) gates in the order i, f, g, o. In storage the weights are
/// <c>Wx[I, G]</c>, <c>Wh[H, G]</c>, <c>b[G]</c>; copies are <c>Wx[4 H, I]</c>, <c>Wh[4 H, H]</c> row-major, then
/// <c>b[4 H]</c>. A lane's state is its output h [H], then its cell c [H].
/// </remarks>
internal sealed unsafe class LstmLayer(TensorShape input, int units) : Layer(input, units, Activation.Identity)
{
    private const int Gates = 4;
    private const int WidestLayer = 2048;

    // The recurrent weights draw from layer numbers that no layer of a network reaches.
    private const uint RecurrentNumbers = 1u << 31;

    private int Inputs => Input.Size;

    private int Units => Output.Size;

    private int GateStride => Gates * OutputStride;

    private int RecurrentOffset => Inputs * GateStride;

    private int BiasOffset => (Inputs + Units) * GateStride;

    public override int WeightCount => Gates * Units * (Inputs + Units + 1);

    public override int StorageLength => (Inputs + Units + 1) * GateStride;

    public override int TransposedLength => GateStride * (OutputStride + InputStride);

    public override int StateSize => 2 * Units;

    public override long ForwardOperations => 2L * Gates * Units * (Inputs + Units);

    /// <summary>The width that the arguments name; null where they do not.</summary>
    public static int? ParseWidth(string arguments) =>
        int.TryParse(arguments, NumberStyles.None, CultureInfo.InvariantCulture, out int width) && width is >= 1 and <= WidestLayer ? width : null;

    public override int SavedLength(int rows, bool gradients) => rows * (GateStride + (gradients ? 5 : 3) * OutputStride);

    public override void Forward(ref LayerPass pass)
    {
        Kernels kernels = pass.Kernels;
        Sequence sequence = pass.Sequence;
        int lanes = sequence.Lanes, rows = pass.Rows, stride = OutputStride;
        if (lanes < 1 || rows % lanes != 0)
            throw new InvalidOperationException($"{rows} rows of {lanes} lanes are no sequence.");
        var saved = new Saved(pass.Saved, rows, stride);

        // The inputs' part of all steps is one product; the states' part has to wait for the step before.
        kernels.Multiply(
            rows, GateStride, Inputs,
            pass.Input, InputStride, 1,
            pass.Parameters, GateStride,
            pass.Parameters + BiasOffset, Activation.Identity,
            saved.Gates, GateStride);
        LoadState(pass, saved.PreviousHidden, saved.PreviousCell);
        float* hidden = saved.PreviousHidden, cell = saved.PreviousCell;
        for (int row = 0; row < rows; row += lanes)
        {
            float* gates = saved.Gates + row * GateStride;
            float* previousHidden = saved.PreviousHidden + row * stride, previousCell = saved.PreviousCell + row * stride;
            CarryOn(kernels, sequence, row, hidden, previousHidden);
            CarryOn(kernels, sequence, row, cell, previousCell);
            hidden = pass.Output + row * stride;
            cell = saved.Cell + row * stride;
            kernels.MultiplyAccumulate(
                lanes, GateStride, Units,
                previousHidden, stride, 1,
                pass.Parameters + RecurrentOffset, GateStride,
                gates, GateStride);
            kernels.LstmCell(lanes, stride, gates, previousCell, cell, hidden);
        }

        StoreState(pass, hidden, cell);
    }

    public override void Backward(ref LayerPass pass)
    {
        Kernels kernels = pass.Kernels;
        int lanes = pass.Sequence.Lanes, rows = pass.Rows, stride = OutputStride;
        var saved = new Saved(pass.Saved, rows, stride);
        float* recurrentTransposed = pass.Transposed, inputTransposed = pass.Transposed + GateStride * stride;
        new Span<float>(saved.HiddenGradient, lanes * stride).Clear();
        new Span<float>(saved.CellGradient, lanes * stride).Clear();
        for (int row = rows - lanes; row >= 0; row -= lanes)
        {
            float* gates = saved.Gates + row * GateStride;
            kernels.Accumulate(pass.OutputGradient + row * stride, saved.HiddenGradient, lanes * stride);
            kernels.LstmCellGradient(
                lanes, stride, gates, saved.PreviousCell + row * stride, saved.Cell + row * stride,
                saved.HiddenGradient, saved.CellGradient, gates, saved.CellGradient);
            kernels.Multiply(
                lanes, stride, GateStride,
                gates, GateStride, 1,
                recurrentTransposed, stride,
                null, Activation.Identity,
                saved.HiddenGradient, stride);
            CarryOn(kernels, pass.Sequence, row, saved.HiddenGradient, saved.HiddenGradient);
            CarryOn(kernels, pass.Sequence, row, saved.CellGradient, saved.CellGradient);
        }

        // The gates' memory now holds their gradients.
        if (pass.ParameterGradient != null)
        {
            kernels.Multiply(
                Inputs, GateStride, rows,
                pass.Input, 1, InputStride,
                saved.Gates, GateStride,
                null, Activation.Identity,
                pass.ParameterGradient, GateStride);
            kernels.Multiply(
                Units, GateStride, rows,
                saved.PreviousHidden, 1, stride,
                saved.Gates, GateStride,
                null, Activation.Identity,
                pass.ParameterGradient + RecurrentOffset, GateStride);
            kernels.SumRows(rows, GateStride, saved.Gates, GateStride, pass.ParameterGradient + BiasOffset);
        }

        if (pass.InputGradient != null)
            kernels.MultiplyActivationGradient(
                rows, InputStride, GateStride,
                saved.Gates, GateStride, 1,
                inputTransposed, InputStride,
                pass.Input, pass.InputActivation,
                pass.InputGradient, InputStride);
    }

    public override void Transpose(Kernels kernels, int block, float* parameters, float* transposed, bool inputGradient)
    {
        kernels.Transpose(Units, GateStride, parameters + RecurrentOffset, GateStride, transposed, OutputStride);
        if (inputGradient)
            kernels.Transpose(Inputs, GateStride, parameters, GateStride, transposed + GateStride * OutputStride, InputStride);
    }

    public override void Initialise(Span<float> weights, in Initialiser initialiser)
    {
        int input = Gates * Units * Inputs, recurrent = Gates * Units * Units;
        Span<float> biases = weights[(input + recurrent)..];
        Initialiser gates = initialiser with { Gain = 1 };
        gates.Fill(weights[..input], biases, Gates * Units, Inputs);
        (gates with { Layer = initialiser.Layer | RecurrentNumbers }).Fill(weights.Slice(input, recurrent), biases, Gates * Units, Units);
    }

    public override void CopyTo(float* parameters, Span<float> destination)
    {
        int at = 0;
        ReadOnlySpan<(int Offset, int Columns)> parts = [(0, Inputs), (RecurrentOffset, Units), (BiasOffset, 1)];
        foreach ((int offset, int columns) in parts)
            for (int gate = 0; gate < Gates; gate++)
                for (int unit = 0; unit < Units; unit++)
                    for (int i = 0; i < columns; i++)
                        destination[at++] = parameters[offset + i * GateStride + gate * OutputStride + unit];
    }

    public override void CopyFrom(float* parameters, ReadOnlySpan<float> source)
    {
        int at = 0;
        ReadOnlySpan<(int Offset, int Columns)> parts = [(0, Inputs), (RecurrentOffset, Units), (BiasOffset, 1)];
        foreach ((int offset, int columns) in parts)
            for (int gate = 0; gate < Gates; gate++)
                for (int unit = 0; unit < Units; unit++)
                    for (int i = 0; i < columns; i++)
                        parameters[offset + i * GateStride + gate * OutputStride + unit] = source[at++];
    }

    // What is carried from the step before into the step that begins at a row: nothing where an episode begins.
    private void CarryOn(Kernels kernels, in Sequence sequence, int row, float* before, float* result)
    {
        if (sequence.Keeps != null)
            kernels.ScaleRows(sequence.Lanes, OutputStride, before, OutputStride, sequence.Keeps + row, result, OutputStride);
        else if (before != result)
            new ReadOnlySpan<float>(before, sequence.Lanes * OutputStride).CopyTo(new Span<float>(result, sequence.Lanes * OutputStride));
    }

    private void LoadState(in LayerPass pass, float* hidden, float* cell)
    {
        int length = pass.Sequence.Lanes * OutputStride;
        new Span<float>(hidden, length).Clear();
        new Span<float>(cell, length).Clear();
        for (int lane = 0; lane < pass.Sequence.Lanes; lane++)
        {
            float* state = pass.Sequence.InitialState + (nint)lane * pass.StateStride + pass.StateOffset;
            new ReadOnlySpan<float>(state, Units).CopyTo(new Span<float>(hidden + lane * OutputStride, Units));
            new ReadOnlySpan<float>(state + Units, Units).CopyTo(new Span<float>(cell + lane * OutputStride, Units));
        }
    }

    private void StoreState(in LayerPass pass, float* hidden, float* cell)
    {
        if (pass.Sequence.FinalState == null)
            return;
        for (int lane = 0; lane < pass.Sequence.Lanes; lane++)
        {
            float* state = pass.Sequence.FinalState + (nint)lane * pass.StateStride + pass.StateOffset;
            new ReadOnlySpan<float>(hidden + lane * OutputStride, Units).CopyTo(new Span<float>(state, Units));
            new ReadOnlySpan<float>(cell + lane * OutputStride, Units).CopyTo(new Span<float>(state + Units, Units));
        }
    }

    /// <summary>Parts of the memory that a pass leaves: gates [B, G], and the others [B, stride(H)].</summary>
    private readonly struct Saved(float* memory, int rows, int stride)
    {
        public float* Gates => memory;

        public float* PreviousHidden => memory + rows * LstmLayer.Gates * stride;

        public float* PreviousCell => PreviousHidden + rows * stride;

        public float* Cell => PreviousCell + rows * stride;

        /// <summary>[L, stride(H)]: on its way back through time; only where gradients are wanted.</summary>
        public float* HiddenGradient => Cell + rows * stride;

        public float* CellGradient => HiddenGradient + rows * stride;
    }
}
