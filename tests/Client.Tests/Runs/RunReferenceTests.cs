using RlOrleans.Client.Runs;
using RlOrleans.Runs;

namespace RlOrleans.Client.Tests.Runs;

public sealed class RunReferenceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rl-reference-").FullName;

    private static RunDescription[] Runs =>
    [
        Samples.Run("cartpole-v1-ppo-s1-20261121-100000") with { Created = Hour(10) },
        Samples.Run("snake-v0-ppo-s1-20261121-120000") with { Created = Hour(12) },
        Samples.Run("cartpole-v1-ppo-s2-20261121-110000") with { Created = Hour(11) },
    ];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("latest", "snake-v0-ppo-s1-20261121-120000")]
    [InlineData("cartpole-v1-ppo-s2-20261121-110000", "cartpole-v1-ppo-s2-20261121-110000")]
    [InlineData("snake", "snake-v0-ppo-s1-20261121-120000")]
    [InlineData("CartPole-v1-ppo-s1", "cartpole-v1-ppo-s1-20261121-100000")]
    public void Match_WaysToNameARun_FindsIt(string reference, string runId)
        => Assert.Equal(runId, RunReference.Match(reference, Runs).RunId);

    [Fact]
    public void Match_ExactIdThatBeginsAnother_IsNotAmbiguous()
    {
        var runs = new[] { Samples.Run("a-1"), Samples.Run("a-1-2") };
        Assert.Equal("a-1", RunReference.Match("a-1", runs).RunId);
    }

    [Fact]
    public void Match_BeginningOfTwo_NamesBoth()
    {
        var exception = Assert.Throws<RunException>(() => RunReference.Match("cartpole", Runs));
        Assert.Equal(RunErrorCode.BadRequest, exception.Code);
        Assert.Contains("cartpole-v1-ppo-s1-20261121-100000, cartpole-v1-ppo-s2-20261121-110000", exception.Message);
        Assert.DoesNotContain("snake", exception.Message);
    }

    [Fact]
    public void Match_NoSuchRun_NamesThoseThereAre()
    {
        var exception = Assert.Throws<RunException>(() => RunReference.Match("pong", Runs));
        Assert.Equal(RunErrorCode.NotFound, exception.Code);
        Assert.Contains("'pong'", exception.Message);
        Assert.Contains("snake-v0", exception.Message);
    }

    [Fact]
    public void Match_NoRuns_SaysSo()
        => Assert.Equal(RunErrorCode.NotFound, Assert.Throws<RunException>(() => RunReference.Match("latest", [])).Code);

    [Fact]
    public void Split_PathOfARun_GivesItsParentAndName()
        => Assert.Equal((Path.Combine(_folder, "other"), "run-1"), RunReference.Split("other/run-1/", "/elsewhere", _folder));

    [Fact]
    public void Split_Name_StaysInTheFolderOfRuns()
        => Assert.Equal(("/elsewhere", "run-1"), RunReference.Split("run-1", "/elsewhere", _folder));

    [Fact]
    public void Split_NameOfARunInTheWorkingDirectory_IsThatRun()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "run-1"));
        File.WriteAllText(Path.Combine(_folder, "run-1", "run.json"), "{}");
        Assert.Equal((_folder, "run-1"), RunReference.Split("run-1", "/elsewhere", _folder));
    }

    private static DateTimeOffset Hour(int hour) => new(2026, 11, 21, hour, 0, 0, TimeSpan.Zero);
}
