namespace RlOrleans.Environments.Tests;

public class SpaceTests
{
    [Fact]
    public void Equals_SameShapeAndBounds_IsByValue()
    {
        Assert.Equal(BoxSpace.Uniform(0, 1, 5, 10, 10), BoxSpace.Uniform(0, 1, 5, 10, 10));
        Assert.Equal(BoxSpace.Uniform(0, 1, 2).GetHashCode(), BoxSpace.Uniform(0, 1, 2).GetHashCode());
        Assert.NotEqual(BoxSpace.Uniform(0, 1, 4), BoxSpace.Uniform(0, 1, 2, 2));
        Assert.NotEqual(BoxSpace.Uniform(0, 1, 4), BoxSpace.Uniform(0, 2, 4));
        Assert.NotEqual<Space>(new DiscreteSpace(4), BoxSpace.Uniform(0, 3, 1));
        Assert.Equal(new DiscreteSpace(4), new DiscreteSpace(4));
    }

    [Fact]
    public void ToString_Spaces_NameKindAndShape()
    {
        Assert.Equal("Box(5, 10, 10)", BoxSpace.Uniform(0, 1, 5, 10, 10).ToString());
        Assert.Equal("Discrete(6)", new DiscreteSpace(6).ToString());
    }

    [Fact]
    public void Size_Box_IsTheProductOfItsShape() => Assert.Equal(500, BoxSpace.Uniform(0, 1, 5, 10, 10).Size);

    [Theory]
    [InlineData(0f, true)]
    [InlineData(3f, true)]
    [InlineData(4f, false)]
    [InlineData(-1f, false)]
    [InlineData(1.5f, false)]
    [InlineData(float.NaN, false)]
    public void Contains_Discrete_TakesIndicesOnly(float element, bool expected) =>
        Assert.Equal(expected, new DiscreteSpace(4).Contains([element]));

    [Theory]
    [InlineData(2f, 1f, true)]
    [InlineData(0f, 0f, true)]
    [InlineData(3f, 0f, false)]
    [InlineData(0f, 2f, false)]
    [InlineData(0.5f, 0f, false)]
    [InlineData(0f, float.NaN, false)]
    public void Contains_MultiDiscrete_TakesAnIndexForEachChoice(float first, float second, bool expected)
    {
        var space = new MultiDiscreteSpace(3, 2);

        Assert.Equal(expected, space.Contains([first, second]));
        Assert.False(space.Contains([first]));
    }

    [Fact]
    public void Sample_MultiDiscrete_DrawsEveryElement()
    {
        var space = new MultiDiscreteSpace(3, 2);
        var drawn = new HashSet<(float, float)>();
        var element = new float[2];
        for (ulong counter = 0; counter < 200; counter += 2)
        {
            space.Sample(new CounterRandom(1, RandomPurpose.Action, 0, 0), counter, element);
            Assert.True(space.Contains(element));
            drawn.Add((element[0], element[1]));
        }

        Assert.Equal(6, drawn.Count);
    }

    [Fact]
    public void MultiDiscrete_Counts_AreCheckedAndComparedByValue()
    {
        Assert.Equal(new MultiDiscreteSpace(3, 2), new MultiDiscreteSpace(3, 2));
        Assert.NotEqual(new MultiDiscreteSpace(3, 2), new MultiDiscreteSpace(2, 3));
        Assert.Equal("MultiDiscrete(3, 2)", new MultiDiscreteSpace(3, 2).ToString());
        Assert.Throws<ArgumentException>(() => new MultiDiscreteSpace());
        Assert.Throws<ArgumentException>(() => new MultiDiscreteSpace(3, 0));
    }

    [Theory]
    [InlineData(-1f, 1f, true)]
    [InlineData(-1.01f, 0f, false)]
    [InlineData(0f, float.NaN, false)]
    public void Contains_Box_TakesWhatLiesInItsBounds(float first, float second, bool expected) =>
        Assert.Equal(expected, BoxSpace.Uniform(-1, 1, 2).Contains([first, second]));

    [Fact]
    public void Constructor_ImpossibleSpaces_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiscreteSpace(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiscreteSpace((1 << 24) + 1));
        Assert.Throws<ArgumentException>(() => BoxSpace.Uniform(1, 0, 2));
        Assert.Throws<ArgumentException>(() => BoxSpace.Uniform(float.NaN, 0, 2));
        Assert.Throws<ArgumentException>(() => BoxSpace.Uniform(0, 1));
        Assert.Throws<ArgumentException>(() => BoxSpace.Uniform(0, 1, 3, 0));
        Assert.Throws<ArgumentException>(() => new BoxSpace([2], [0], [1, 1]));
    }

    [Fact]
    public void Sample_ManyDraws_FillTheSpaceEvenly()
    {
        var random = new CounterRandom(5, RandomPurpose.Action, 0, 0);
        var space = new BoxSpace([2], [-1, 10], [1, 30]);
        var discrete = new DiscreteSpace(3);
        var counts = new int[3];
        float[] element = [0, 0], choice = [0];
        double first = 0, second = 0;
        for (ulong i = 0; i < 30_000; i++)
        {
            space.Sample(random, 2 * i, element);
            Assert.True(space.Contains(element));
            (first, second) = (first + element[0], second + element[1]);
            discrete.Sample(random, i, choice);
            counts[(int)choice[0]]++;
        }

        Assert.InRange(first / 30_000, -0.02, 0.02);
        Assert.InRange(second / 30_000, 19.8, 20.2);
        Assert.All(counts, count => Assert.InRange(count, 9_700, 10_300));
    }

    [Fact]
    public void Sample_UnboundedBox_Throws()
    {
        var space = new BoxSpace([2], [0, float.NegativeInfinity], [1, 0]);
        var error = Assert.Throws<InvalidOperationException>(() => space.Sample(default, 0, new float[2]));
        Assert.Contains("Element 1 of Box(2)", error.Message, StringComparison.Ordinal);
    }
}
