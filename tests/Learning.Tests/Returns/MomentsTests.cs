namespace RlOrleans.Learning.Tests.Returns;

public sealed class MomentsTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    public void Normalise_Values_HaveMeanZeroAndUnbiasedDeviationOne(int count)
    {
        float[] values = new Numbers(81).Array(count, 3, 9);
        Moments.Normalise(values);
        double mean = values.Average(value => (double)value);
        Assert.Equal(0, mean, 5);
        Assert.Equal(1, values.Sum(value => (value - mean) * (value - mean)) / (count - 1), 4);
    }

    [Fact]
    public void Normalise_OneValue_Stays()
    {
        float[] values = [5];
        Moments.Normalise(values);
        Assert.Equal(5, values[0]);
    }

    [Fact]
    public void Normalise_EqualValues_GivesZeros()
    {
        float[] values = [2, 2, 2, 2, 2];
        Moments.Normalise(values);
        Assert.All(values, value => Assert.Equal(0, value));
    }

    [Fact]
    public void ExplainedVariance_KnownCases_Agrees()
    {
        float[] returns = [1, 2, 3, 4, 5];
        Assert.Equal(1, Moments.ExplainedVariance(returns, returns), 10);
        Assert.Equal(1, Moments.ExplainedVariance([2, 3, 4, 5, 6], returns), 10);
        Assert.Equal(0, Moments.ExplainedVariance([7, 7, 7, 7, 7], returns), 10);
        Assert.Equal(-3, Moments.ExplainedVariance([5, 4, 3, 2, 1], returns), 10);
        Assert.True(double.IsNaN(Moments.ExplainedVariance(returns, [1, 1, 1, 1, 1])));
    }
}
