namespace RlOrleans.Learning.Tests.Kernels;

public sealed unsafe class LstmTests
{
    private const double Tolerance = 5e-6;

    public static TheoryData<int, int, int> Shapes
    {
        get
        {
            var data = new TheoryData<int, int, int>();
            foreach (Learning.Kernels kernels in Learning.Kernels.Supported)
                foreach ((int rows, int units) in ((int, int)[])[(1, 16), (3, 48), (7, 128)])
                    data.Add(kernels.VectorCount, rows, units);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void LstmCell_AnyShape_AgreesWithDoubleLoops(int width, int rows, int units)
    {
        var step = new Step(rows, units);
        FloatBuffer gates = Copy(step.Preactivations), cell = new(rows * units), hidden = new(rows * units);
        Widths.Get(width).LstmCell(rows, units, gates.Pointer, step.PreviousCell.Pointer, cell.Pointer, hidden.Pointer);
        double[] z = Doubles(step.Preactivations), c = Doubles(step.PreviousCell);
        float[] expectedCell = new float[rows * units], expectedHidden = new float[rows * units];
        for (int i = 0; i < expectedCell.Length; i++)
        {
            (double cellValue, double hiddenValue) = Cell(z, c, units, i);
            expectedCell[i] = (float)cellValue;
            expectedHidden[i] = (float)hiddenValue;
        }

        Close.Equal(expectedCell, cell.Span[..expectedCell.Length], Tolerance);
        Close.Equal(expectedHidden, hidden.Span[..expectedHidden.Length], Tolerance);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void LstmCellGradient_AnyShape_AgreesWithFiniteDifferences(int width, int rows, int units)
    {
        const double Delta = 1e-5;
        var step = new Step(rows, units);
        FloatBuffer gates = Copy(step.Preactivations), cell = new(rows * units), hidden = new(rows * units), previousGradient = new(rows * units);
        Learning.Kernels kernels = Widths.Get(width);
        kernels.LstmCell(rows, units, gates.Pointer, step.PreviousCell.Pointer, cell.Pointer, hidden.Pointer);

        // In place, as a network that walks back through time has it.
        FloatBuffer cellGradient = Copy(step.CellGradient);
        kernels.LstmCellGradient(
            rows, units, gates.Pointer, step.PreviousCell.Pointer, cell.Pointer, step.HiddenGradient.Pointer, cellGradient.Pointer,
            gates.Pointer, cellGradient.Pointer);

        double[] z = Doubles(step.Preactivations), c = Doubles(step.PreviousCell);
        double Loss(int i)
        {
            (double cellValue, double hiddenValue) = Cell(z, c, units, i);
            return step.CellGradient.Span[i] * cellValue + step.HiddenGradient.Span[i] * hiddenValue;
        }

        double Slope(ref double variable, int i)
        {
            double kept = variable;
            variable = kept + Delta;
            double above = Loss(i);
            variable = kept - Delta;
            double below = Loss(i);
            variable = kept;
            return (above - below) / (2 * Delta);
        }

        float[] expectedGates = new float[4 * rows * units], expectedCell = new float[rows * units];
        for (int i = 0; i < rows * units; i++)
        {
            for (int gate = 0; gate < 4; gate++)
            {
                int at = Gate(units, i, gate);
                expectedGates[at] = (float)Slope(ref z[at], i);
            }

            expectedCell[i] = (float)Slope(ref c[i], i);
        }

        Close.Equal(expectedGates, gates.Span[..expectedGates.Length], Tolerance);
        Close.Equal(expectedCell, cellGradient.Span[..expectedCell.Length], Tolerance);
    }

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void LstmCell_ZeroPadding_StaysZero(int width)
    {
        FloatBuffer gates = new(64), cell = new(16), hidden = new(16);
        Widths.Get(width).LstmCell(1, 16, gates.Pointer, cell.Pointer, cell.Pointer, hidden.Pointer);
        Assert.All(cell.Span.ToArray(), value => Assert.Equal(0, value));
        Assert.All(hidden.Span.ToArray(), value => Assert.Equal(0, value));
    }

    private static int Gate(int units, int i, int gate) => i / units * 4 * units + gate * units + i % units;

    private static (double Cell, double Hidden) Cell(double[] z, double[] previousCell, int units, int i)
    {
        double input = Sigmoid(z[Gate(units, i, 0)]), forget = Sigmoid(z[Gate(units, i, 1)]);
        double candidate = Math.Tanh(z[Gate(units, i, 2)]), output = Sigmoid(z[Gate(units, i, 3)]);
        double cell = forget * previousCell[i] + input * candidate;
        return (cell, output * Math.Tanh(cell));
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static FloatBuffer Copy(FloatBuffer buffer)
    {
        var copy = new FloatBuffer(buffer.Length);
        buffer.Span.CopyTo(copy.Span);
        return copy;
    }

    private static double[] Doubles(FloatBuffer buffer) => [.. buffer.Span.ToArray().Select(value => (double)value)];

    private sealed class Step
    {
        public Step(int rows, int units)
        {
            var numbers = new Numbers(30);
            Preactivations = numbers.Buffer(4 * rows * units, -3, 3);
            PreviousCell = numbers.Buffer(rows * units, -2, 2);
            HiddenGradient = numbers.Buffer(rows * units);
            CellGradient = numbers.Buffer(rows * units);
        }

        public FloatBuffer Preactivations { get; }

        public FloatBuffer PreviousCell { get; }

        public FloatBuffer HiddenGradient { get; }

        public FloatBuffer CellGradient { get; }
    }
}
