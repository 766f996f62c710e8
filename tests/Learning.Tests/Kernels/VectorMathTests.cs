namespace RlOrleans.Learning.Tests.Kernels;

/// <summary>
/// Error bounds of the elementary functions, in units in the last place of the exact result, over float arguments picked
/// evenly from all bit patterns in range.
/// </summary>
public sealed unsafe class VectorMathTests
{
    private const int Block = 4096;

    // Prime, so that all sign, exponent and significand patterns take their turn.
    private const uint Stride = 1009;

    private delegate void Kernel(float* values, float* result, int count);

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void Exp_AllMagnitudes_StaysWithinTwoUnits(int width) =>
        Assert.InRange(WorstError(Widths.Get(width).Exp, Math.Exp, value => value is >= -87.3f and <= 88.3f), 0, 2);

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void Tanh_AllMagnitudes_StaysWithinFiveUnits(int width) =>
        Assert.InRange(WorstError(Widths.Get(width).Tanh, Math.Tanh, value => float.IsFinite(value) && (value == 0 || Math.Abs(value) >= 1e-37f)), 0, 5);

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void Log_PositiveNormals_StaysWithinThreeUnits(int width) =>
        Assert.InRange(WorstError(Widths.Get(width).Log, Math.Log, value => float.IsNormal(value) && value > 0), 0, 3);

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void Sigmoid_AllMagnitudes_StaysWithinThreeUnits(int width) =>
        Assert.InRange(WorstError(Widths.Get(width).Sigmoid, value => 1 / (1 + Math.Exp(-value)), value => float.IsFinite(value) && value >= -87.3f), 0, 3);

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void Softplus_AllMagnitudes_StaysWithinFourUnits(int width) =>
        Assert.InRange(
            WorstError(
                Widths.Get(width).Softplus,
                value => Math.Max(value, 0) + LogOnePlus(Math.Exp(-Math.Abs(value))),
                value => float.IsFinite(value) && value >= -87.3f),
            0, 4);

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void Tanh_Bounds_AreNeverPassed(int width)
    {
        FloatBuffer values = new(Block), result = new(Block);
        for (int i = 0; i < Block; i++)
            values.Span[i] = 6 + 4f * i / Block;
        Widths.Get(width).Tanh(values.Pointer, result.Pointer, Block);
        foreach (float y in result.Span)
            Assert.InRange(y, 0.9999f, 1f);
    }

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void Functions_SpecialValues_AreKept(int width)
    {
        Learning.Kernels kernels = Widths.Get(width);
        FloatBuffer values = new(16), result = new(16);
        ((float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0f, -0f]).CopyTo(values.Span);

        kernels.Tanh(values.Pointer, result.Pointer, 16);
        Assert.Equal([float.NaN, 1f, -1f, 0f, 0f], result.Span[..5].ToArray());
        kernels.Exp(values.Pointer, result.Pointer, 16);
        Assert.True(float.IsNaN(result.Span[0]));
        Assert.InRange(result.Span[1], 2e38f, float.MaxValue);
        Assert.InRange(result.Span[2], 0f, 2e-38f);
        Assert.Equal(1f, result.Span[3]);
        kernels.Log(values.Pointer, result.Pointer, 16);
        Assert.True(float.IsNaN(result.Span[0]));
        kernels.Sigmoid(values.Pointer, result.Pointer, 16);
        Assert.True(float.IsNaN(result.Span[0]));
        Assert.Equal(1f, result.Span[1]);
        Assert.InRange(result.Span[2], 0f, 2e-38f);
        Assert.Equal([0.5f, 0.5f], result.Span[3..5].ToArray());
        kernels.Softplus(values.Pointer, result.Pointer, 16);
        Assert.True(float.IsNaN(result.Span[0]));
        Assert.Equal(float.PositiveInfinity, result.Span[1]);
        Assert.InRange(result.Span[2], 0f, 2e-38f);
    }

    /// <summary>ln(1 + u) without cancellation (Kahan): the error of 1 + u is divided out.</summary>
    private static double LogOnePlus(double u)
    {
        double sum = 1 + u;
        return sum == 1 ? u : Math.Log(sum) * u / (sum - 1);
    }

    private static double WorstError(Kernel kernel, Func<double, double> exact, Func<float, bool> inRange)
    {
        FloatBuffer values = new(Block), result = new(Block);
        double worst = 0;
        ulong bits = 0;
        while (bits <= uint.MaxValue)
        {
            int count = 0;
            for (; count < Block && bits <= uint.MaxValue; bits += Stride)
            {
                float value = BitConverter.UInt32BitsToSingle((uint)bits);
                if (inRange(value))
                    values.Span[count++] = value;
            }

            kernel(values.Pointer, result.Pointer, count);
            for (int i = 0; i < count; i++)
            {
                double expected = exact(values.Span[i]);
                double unit = MathF.BitIncrement(Math.Abs((float)expected)) - (double)Math.Abs((float)expected);
                worst = Math.Max(worst, Math.Abs(result.Span[i] - expected) / unit);
            }
        }

        return worst;
    }
}
