namespace RlOrleans.Learning.Tests.Kernels;

/// <summary>Kernels that go over vectors, against plain loops in double precision.</summary>
public sealed unsafe class ElementwiseTests
{
    private const double Tolerance = 2e-6;

    // Whole lines, as the kernels ask for; enough that every unrolled loop and every tail runs.
    private static readonly int[] Counts = [16, 32, 80, 1008];

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void Interpolate_AnyCount_AgreesWithDoubleLoops(int width)
    {
        const double Tau = 0.005;
        foreach (int count in Counts)
        {
            var numbers = new Numbers(20);
            FloatBuffer target = numbers.Buffer(count), source = numbers.Buffer(count);
            float[] expected = Expected(count, i => target.Span[i] + Tau * (source.Span[i] - (double)target.Span[i]));
            Widths.Get(width).Interpolate(target.Pointer, source.Pointer, (float)Tau, count);
            Close.Equal(expected, target.Span[..count], Tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void Accumulate_AnyCount_AgreesWithDoubleLoops(int width)
    {
        foreach (int count in Counts)
        {
            var numbers = new Numbers(21);
            FloatBuffer sum = numbers.Buffer(count), values = numbers.Buffer(count);
            float[] once = Expected(count, i => sum.Span[i] + (double)values.Span[i]);
            Widths.Get(width).Accumulate(values.Pointer, sum.Pointer, count);
            Close.Equal(once, sum.Span[..count], Tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void ScaleRows_OddRows_AgreesWithLoops(int width)
    {
        const int Rows = 5, Columns = 48, Stride = 64, ResultStride = 80;
        var numbers = new Numbers(22);
        FloatBuffer matrix = numbers.Buffer(Rows * Stride), factors = numbers.Buffer(Rows), result = new(Rows * ResultStride);
        Widths.Get(width).ScaleRows(Rows, Columns, matrix.Pointer, Stride, factors.Pointer, result.Pointer, ResultStride);
        for (int i = 0; i < Rows; i++)
            for (int j = 0; j < ResultStride; j++)
                Assert.Equal(j < Columns ? factors.Span[i] * matrix.Span[i * Stride + j] : 0, result.Span[i * ResultStride + j]);
    }

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void FindNonzeroColumns_OneValueInAColumn_IsFound(int width)
    {
        const int Rows = 3, Columns = 48, Stride = 64;
        var matrix = new FloatBuffer(Rows * Stride);
        foreach ((int row, int column, float value) in ((int, int, float)[])
            [(0, 0, 1), (2, 5, -1), (1, 17, float.NaN), (0, 31, float.Epsilon), (2, 47, 1), (0, 33, -0f), (0, 50, 1)])
            matrix.Span[row * Stride + column] = value;
        int* numbers = stackalloc int[Columns];
        int count = Widths.Get(width).FindNonzeroColumns(Rows, Columns, matrix.Pointer, Stride, numbers);
        Assert.Equal([0, 5, 17, 31, 47], new Span<int>(numbers, count));
    }

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void ScatterColumns_OfGathered_PutsThemBackBesideZeros(int width)
    {
        const int Rows = 5, Columns = 48, Stride = 64, Untouched = 7;
        Learning.Kernels kernels = Widths.Get(width);
        foreach (int[] columns in (int[][])[[], [1, 16, 17, 30, 47], [20], [0, .. Enumerable.Range(16, 16)]])
        {
            int gatheredStride = FloatBuffer.RoundUp(Math.Max(1, columns.Length));
            FloatBuffer matrix = new Numbers(26).Buffer(Rows * Stride), gathered = new((Rows + 1) * gatheredStride), result = new(Rows * Columns);
            gathered.Span.Fill(Untouched);
            result.Span.Fill(Untouched);
            kernels.GatherColumns(Rows, columns, matrix.Pointer, Stride, gathered.Pointer, gatheredStride);
            kernels.ScatterColumns(Rows, columns, gathered.Pointer, gatheredStride, result.Pointer, Columns);
            for (int i = 0; i < Rows; i++)
            {
                for (int j = 0; j < gatheredStride; j++)
                    Assert.Equal(j < columns.Length ? matrix.Span[i * Stride + columns[j]] : 0, gathered.Span[i * gatheredStride + j]);
                for (int j = 0; j < Columns; j++)
                    Assert.Equal(columns.Contains(j) ? matrix.Span[i * Stride + j] : 0, result.Span[i * Columns + j]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void Adam_WithoutGradients_LetsMomentsBecomeZero(int width)
    {
        const int Count = 16;
        FloatBuffer weights = new(Count), gradients = new(Count), first = new(Count), second = new(Count);
        first.Span.Fill(-1e-34f);
        second.Span.Fill(1e-34f);
        for (int step = 0; step < 3000; step++)
        {
            Widths.Get(width).Adam(
                Count, weights.Pointer, gradients.Pointer, first.Pointer, second.Pointer, 1, 0.1f, 0.999f, 0.001f, 1e-8f, 1e-3f, 1);
            Assert.DoesNotContain(first.Span.ToArray(), float.IsSubnormal);
            Assert.DoesNotContain(second.Span.ToArray(), float.IsSubnormal);
        }

        Assert.Equal(new float[Count], first.Span);
        Assert.Equal(new float[Count], second.Span);
    }

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void RmsProp_Steps_FollowTheFormula(int width)
    {
        const double Alpha = 0.99, Epsilon = 1e-5, LearningRate = 7e-4, Scale = 0.5;
        foreach (int count in Counts)
        {
            var numbers = new Numbers(23);
            FloatBuffer weights = numbers.Buffer(count), gradients = numbers.Buffer(count), averages = new(count);
            double[] w = [.. weights.Span[..count].ToArray().Select(value => (double)value)], v = new double[count];
            for (int step = 0; step < 3; step++)
            {
                Widths.Get(width).RmsProp(
                    count, weights.Pointer, gradients.Pointer, averages.Pointer, (float)Scale, (float)Alpha, (float)(1 - Alpha), (float)Epsilon, (float)LearningRate);
                for (int i = 0; i < count; i++)
                {
                    double g = Scale * gradients.Span[i];
                    v[i] = Alpha * v[i] + (1 - Alpha) * g * g;
                    w[i] -= LearningRate * g / (Math.Sqrt(v[i]) + Epsilon);
                }
            }

            Close.Equal(Expected(count, i => w[i]), weights.Span[..count], Tolerance);
            Close.Equal(Expected(count, i => v[i]), averages.Span[..count], Tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void Adam_Steps_FollowTheFormula(int width)
    {
        const double Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-5, LearningRate = 3e-4, Scale = 0.5;
        foreach (int count in Counts)
        {
            var numbers = new Numbers(24);
            FloatBuffer weights = numbers.Buffer(count), gradients = numbers.Buffer(count), first = new(count), second = new(count);
            double[] w = [.. weights.Span[..count].ToArray().Select(value => (double)value)], m = new double[count], v = new double[count];
            for (int step = 1; step <= 3; step++)
            {
                double correction1 = 1 - Math.Pow(Beta1, step), correction2 = 1 - Math.Pow(Beta2, step);
                Widths.Get(width).Adam(
                    count, weights.Pointer, gradients.Pointer, first.Pointer, second.Pointer, (float)Scale, (float)(1 - Beta1),
                    (float)Beta2, (float)(1 - Beta2), (float)Epsilon, (float)(LearningRate / correction1), (float)(1 / Math.Sqrt(correction2)));
                for (int i = 0; i < count; i++)
                {
                    double g = Scale * gradients.Span[i];
                    m[i] = Beta1 * m[i] + (1 - Beta1) * g;
                    v[i] = Beta2 * v[i] + (1 - Beta2) * g * g;
                    w[i] -= LearningRate * (m[i] / correction1) / (Math.Sqrt(v[i] / correction2) + Epsilon);
                }
            }

            Close.Equal(Expected(count, i => w[i]), weights.Span[..count], Tolerance);
            Close.Equal(Expected(count, i => m[i]), first.Span[..count], Tolerance);
            Close.Equal(Expected(count, i => v[i]), second.Span[..count], 2e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void ActivationGradient_AnyActivation_AgreesWithTheFunction(int width)
    {
        Learning.Kernels kernels = Widths.Get(width);
        foreach (Activation activation in (Activation[])[Activation.Identity, Activation.Tanh, Activation.Relu])
            foreach (int count in Counts)
            {
                var numbers = new Numbers(25);
                FloatBuffer values = numbers.Buffer(count, -3, 3), gradients = numbers.Buffer(count), activated = new(count);
                Expected(count, i => Function(activation, values.Span[i]).Value).CopyTo(activated.Span);
                float[] expected = Expected(count, i => gradients.Span[i] * Function(activation, values.Span[i]).Slope);
                kernels.ActivationGradient(gradients.Pointer, activated.Pointer, activation, gradients.Pointer, count);
                Close.Equal(expected, gradients.Span[..count], Tolerance);
            }
    }

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void ActivationGradient_UnknownActivation_IsRefused(int width)
    {
        var values = new FloatBuffer(16);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Widths.Get(width).ActivationGradient(values.Pointer, values.Pointer, (Activation)99, values.Pointer, 16));
    }

    private static (double Value, double Slope) Function(Activation activation, double x) => activation switch
    {
        Activation.Tanh => (Math.Tanh(x), 1 - Math.Tanh(x) * Math.Tanh(x)),
        Activation.Relu => (Math.Max(0, x), x > 0 ? 1 : 0),
        _ => (x, 1),
    };

    private static float[] Expected(int count, Func<int, double> formula) =>
        [.. Enumerable.Range(0, count).Select(i => (float)formula(i))];
}
