namespace RlOrleans.Learning.Tests.Networks;

public sealed class OrthogonalInitialiserTests
{
    [Theory]
    [InlineData(64, 4)]
    [InlineData(4, 64)]
    [InlineData(33, 33)]
    [InlineData(12, 1030)]
    [InlineData(1100, 20)]
    [InlineData(1, 64)]
    public void Fill_AnyShape_GivesOrthogonalVectorsOfTheGain(int rows, int columns)
    {
        const float Gain = 1.5f;
        float[] weights = new float[rows * columns];
        OrthogonalInitialiser.Fill(weights, rows, columns, Gain, seed: 3, network: 0, layer: 1);
        int vectors = Math.Min(rows, columns), length = Math.Max(rows, columns);
        float At(int vector, int i) => rows <= columns ? weights[vector * columns + i] : weights[i * columns + vector];
        for (int u = 0; u < vectors; u++)
            for (int v = 0; v <= u; v++)
            {
                double dot = 0;
                for (int i = 0; i < length; i++)
                    dot += (double)At(u, i) * At(v, i);
                Assert.Equal(u == v ? Gain * Gain : 0, dot, 5);
            }
    }

    [Fact]
    public void Fill_OtherSeedNetworkOrLayer_GivesOtherWeights()
    {
        float[] First(ulong seed, uint network, uint layer)
        {
            float[] weights = new float[16];
            OrthogonalInitialiser.Fill(weights, 4, 4, 1, seed, network, layer);
            return weights;
        }

        Assert.Equal(First(1, 0, 0), First(1, 0, 0));
        Assert.NotEqual(First(1, 0, 0), First(2, 0, 0));
        Assert.NotEqual(First(1, 0, 0), First(1, 1, 0));
        Assert.NotEqual(First(1, 0, 0), First(1, 0, 1));
    }
}
