namespace RlOrleans.Learning.Tests.Kernels;

public sealed unsafe class QuantileHuberTests
{
    private const int Quantiles = 5;
    private const int Rows = FloatBuffer.Line;

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void QuantileHuber_AnyQuantiles_IsTheDefinition(int width)
    {
        (float[] losses, _, FloatBuffer estimates, FloatBuffer targets) = Compute(width);
        for (int row = 0; row < Rows; row++)
        {
            double expected = 0;
            for (int i = 0; i < Quantiles; i++)
            {
                for (int j = 0; j < Quantiles; j++)
                {
                    double error = targets.Span[j * Rows + row] - estimates.Span[i * Rows + row], size = Math.Abs(error);
                    double huber = size <= 1 ? 0.5 * size * size : size - 0.5;
                    expected += Math.Abs((i + 0.5) / Quantiles - (error < 0 ? 1 : 0)) * huber / Quantiles;
                }
            }

            Assert.Equal(expected, losses[row], 1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void QuantileHuber_Gradients_AgreeWithDifferences(int width)
    {
        const float Delta = 1e-2f;
        (_, float[] gradients, FloatBuffer estimates, _) = Compute(width);
        var expected = new float[gradients.Length];
        for (int at = 0; at < expected.Length; at++)
        {
            float above = Compute(width, (at, Delta)).Losses[at % Rows], below = Compute(width, (at, -Delta)).Losses[at % Rows];
            expected[at] = (above - below) / (2 * Delta);
        }

        Assert.Equal(expected.Length, estimates.Length);
        Close.Equal(expected, gradients, 1e-2);
    }

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void QuantileHuber_TargetNotANumber_IsSeenInTheLoss(int width)
    {
        FloatBuffer estimates = new(Quantiles * Rows), targets = new(Quantiles * Rows), losses = new(Rows), gradients = new(Quantiles * Rows);
        targets.Span[3] = float.NaN;
        Widths.Get(width).QuantileHuber(Quantiles, Rows, estimates.Pointer, targets.Pointer, losses.Pointer, gradients.Pointer);
        Assert.True(float.IsNaN(losses.Span[3]));
        Assert.Equal(0, losses.Span[4]);
    }

    private static (float[] Losses, float[] Gradients, FloatBuffer Estimates, FloatBuffer Targets) Compute(int width, params ReadOnlySpan<(int At, float Delta)> changes)
    {
        FloatBuffer estimates = new Numbers(1).Buffer(Quantiles * Rows, -2, 2), targets = new Numbers(2).Buffer(Quantiles * Rows, -2, 2);
        foreach ((int at, float delta) in changes)
            estimates.Span[at] += delta;
        FloatBuffer losses = new(Rows), gradients = new(Quantiles * Rows);
        Widths.Get(width).QuantileHuber(Quantiles, Rows, estimates.Pointer, targets.Pointer, losses.Pointer, gradients.Pointer);
        return (losses.Span.ToArray(), gradients.Span.ToArray(), estimates, targets);
    }
}
