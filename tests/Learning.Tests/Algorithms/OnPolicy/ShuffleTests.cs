namespace RlOrleans.Learning.Tests.Algorithms;

public sealed class ShuffleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1023)]
    public void Fill_AnyCount_IsAPermutation(int count)
    {
        int[] order = new int[count];
        Shuffle.Fill(order, seed: 1, update: 3, epoch: 2);
        Assert.Equal(Enumerable.Range(0, count), order.Order());
    }

    [Fact]
    public void Fill_OtherEpochUpdateOrSeed_GivesAnotherOrder()
    {
        int[] Order(ulong seed, long update, int epoch)
        {
            int[] order = new int[50];
            Shuffle.Fill(order, seed, update, epoch);
            return order;
        }

        Assert.Equal(Order(1, 1, 1), Order(1, 1, 1));
        Assert.NotEqual(Order(1, 1, 1), Order(2, 1, 1));
        Assert.NotEqual(Order(1, 1, 1), Order(1, 2, 1));
        Assert.NotEqual(Order(1, 1, 1), Order(1, 1, 2));
    }

    [Fact]
    public void Fill_ManyEpochs_PutsEachSampleFirstEquallyOften()
    {
        const int Count = 8, Epochs = 40_000;
        int[] order = new int[Count], first = new int[Count];
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            Shuffle.Fill(order, 1, 0, epoch);
            first[order[0]]++;
        }

        double expected = (double)Epochs / Count, deviation = Math.Sqrt(expected * (1 - 1.0 / Count));
        Assert.All(first, count => Assert.InRange(count, expected - 5 * deviation, expected + 5 * deviation));
    }
}
