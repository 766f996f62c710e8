namespace RlOrleans.Learning.Tests.Networks;

public sealed class ActorCriticTests
{
    private const int ObservationSize = 4;
    private const int Width = 64;
    private const int Choices = 2;

    [Fact]
    public void New_Weights_AreOrthogonalWithTheirGainsAndZeroBiases()
    {
        var spec = Specs.Discrete(ObservationSize, Choices, $"{Width},{Width}", Activation.Tanh);
        var networks = new ActorCritic(Learning.Kernels.Best, spec, critic: true, seed: 9);
        float[] weights = new float[networks.WeightCount];
        networks.CopyTo(weights);
        Assert.Equal(spec.WeightCount, networks.Actor.WeightCount);

        // Where a layer has more inputs than outputs its rows are orthonormal times the gain, else its columns are.
        int first = ObservationSize * Width, second = first + Width + Width * Width;
        Assert.Equal(2 * ObservationSize, SumSquares(weights.AsSpan(0, first)), 3);
        Assert.Equal(0, SumSquares(weights.AsSpan(first, Width)));
        Assert.Equal(2 * Width, SumSquares(weights.AsSpan(first + Width, Width * Width)), 2);
        Assert.Equal(Choices * 0.01 * 0.01, SumSquares(weights.AsSpan(second + Width, Choices * Width)), 7);
        Assert.Equal(1, SumSquares(weights.AsSpan(weights.Length - 1 - Width, Width)), 4);
        Assert.NotEqual(weights[..first], weights.AsSpan(spec.WeightCount, first).ToArray());
    }

    private static double SumSquares(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
            sum += (double)value * value;
        return sum;
    }
}
