using RlOrleans.Client.Runs;

namespace RlOrleans.Client.Tests.Runs;

public sealed class RunIdTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 10, 30, 5, TimeSpan.FromHours(1));

    [Fact]
    public void Create_FreeName_HasEnvironmentAlgorithmSeedAndUtcTime()
        => Assert.Equal("cartpole-v1-ppo-s1-20261121-093005", RunId.Create(Samples.Run().Spec, Now, _ => false));

    [Fact]
    public void Create_TakenNames_CountsOn()
    {
        string[] taken = ["cartpole-v1-ppo-s1-20261121-093005", "cartpole-v1-ppo-s1-20261121-093005-2"];
        Assert.Equal("cartpole-v1-ppo-s1-20261121-093005-3", RunId.Create(Samples.Run().Spec, Now, taken.Contains));
    }

    [Theory]
    [InlineData("ALE/Pong-v5", "ale-pong-v5")]
    [InlineData("CartPole-v1", "cartpole-v1")]
    [InlineData("../x", "x")]
    public void Slug_AnyName_IsAFileName(string name, string slug) => Assert.Equal(slug, RunId.Slug(name));
}
