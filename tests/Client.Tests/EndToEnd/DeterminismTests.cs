namespace RlOrleans.Client.Tests.EndToEnd;

public sealed class DeterminismTests : IDisposable
{
    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public async Task Train_SameSeedTwice_GivesTheSameWeights()
    {
        string first = await _workplace.TrainToTheEnd("--steps 4096 --seed 3");
        Assert.Matches("^[0-9a-f]{64}$", first);
        Assert.Equal(first, await _workplace.TrainToTheEnd("--steps 4096 --seed 3"));
        Assert.NotEqual(first, await _workplace.TrainToTheEnd("--steps 4096 --seed 4"));
    }

    [Fact]
    public async Task Train_FourAgents_WeightsDoNotDependOnTheProcessors()
    {
        const string Arguments = "--steps 8192 --agents 4 --lanes 4 --record all";
        string one = await _workplace.TrainToTheEnd(Arguments, ("DOTNET_PROCESSOR_COUNT", "1"));
        string many = await _workplace.TrainToTheEnd(Arguments, ("DOTNET_PROCESSOR_COUNT", "8"));
        Assert.Equal(one, many);
    }

    [Fact]
    public async Task Replay_EverythingRecorded_IsReproduced()
    {
        await _workplace.TrainToTheEnd("--steps 4096 --agents 2 --record all");
        var (exitCode, rl) = await RlProcess.Run(_workplace.Folder, "replay latest --episodes 100000 --json");
        using (rl)
        {
            Assert.True(exitCode == 0, rl.Output + rl.Error);
            Assert.True(rl.Json.GetProperty("replayed_episodes").GetInt32() > 100);
            Assert.Equal(rl.Json.GetProperty("recorded_episodes").GetInt32(), rl.Json.GetProperty("replayed_episodes").GetInt32());
            Assert.Equal(0, rl.Json.GetProperty("different_episodes").GetInt32());
        }
    }
}
