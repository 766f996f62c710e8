using RlOrleans.Client.CommandLine;
using RlOrleans.Runs;

namespace RlOrleans.Client.Tests.CommandLine;

public sealed class MistakesTests
{
    [Theory]
    [InlineData("100000", 100_000)]
    [InlineData("100_000", 100_000)]
    [InlineData("1e5", 100_000)]
    [InlineData("1.5e3", 1500)]
    [InlineData("+7", 7)]
    public void Integer_WaysToWriteIt_AreRead(string text, long expected)
    {
        var mistakes = new Mistakes();
        Assert.Equal(expected, mistakes.Integer("--steps", text, 1L, 1_000_000L));
        Assert.False(mistakes.Any);
    }

    [Fact]
    public void Seed_LargestOfAll_IsRead()
        => Assert.Equal(ulong.MaxValue, new Mistakes().Seed("--seed", "18446744073709551615"));

    [Fact]
    public void Pairs_KeyTwice_LastValueHolds()
        => Assert.Equal("2", new Mistakes().Pairs("--set", ["a=1", "a=2"])["a"]);

    [Fact]
    public void Pairs_EqualsSignInTheValue_StaysThere()
        => Assert.Equal("b=c", new Mistakes().Pairs("--set", ["a=b=c"])["a"]);

    [Fact]
    public void Add_FieldThatIsWrongAlready_KeepsTheFirstError()
    {
        var mistakes = new Mistakes();
        mistakes.Add("--steps", "x", "first");
        mistakes.Add([new FieldError("--steps", "100", "second"), new FieldError("--lanes", "0", "other")]);
        var exception = Assert.Throws<InvalidRequestException>(mistakes.ThrowIfAny);
        Assert.Equal(["first", "other"], exception.Errors.Select(error => error.Message));
    }
}
