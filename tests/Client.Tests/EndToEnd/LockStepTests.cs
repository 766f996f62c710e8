using System.Net;
using RlOrleans.Environments.Service.Tests.Sync;

namespace RlOrleans.Client.Tests.EndToEnd;

/// <summary>Several processes that step together.</summary>
public sealed class LockStepTests : IDisposable
{
    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public async Task Train_TwoServicesInLockStepAndDatagramsLost_GivesTheSameWeightsThreeTimes()
    {
        const string Arguments = "--steps 2048 --lanes 4 --seed 3 --json";
        using var sync = RlProcess.Start(_workplace.Folder, "sync --port 0 --members 3");
        using var proxy = new LossyProxy(IPEndPoint.Parse(await FirstWord(sync)), dropEvery: 100);
        using var one = RlProcess.Start(_workplace.Folder, $"serve-environment CartPole-v1 --port 0 --sync {proxy.Address}");
        using var other = RlProcess.Start(_workplace.Folder, $"serve-environment CartPole-v1 --port 0 --sync {proxy.Address}");
        string services = $"{await FirstWord(one)},{await FirstWord(other)}";
        var hashes = new HashSet<string>();
        for (int run = 0; run < 3; run++)
        {
            var (exitCode, rl) = await RlProcess.Run(_workplace.Folder, $"train {services} {Arguments} --sync {proxy.Address}");
            using (rl)
            {
                Assert.True(exitCode == 0, rl.Error + sync.Error);
                Assert.Equal(0, rl.Json.GetProperty("aborted_episodes").GetInt64());
                hashes.Add(rl.Json.GetProperty("weights_hash").GetString()!);
            }
        }

        Assert.True(proxy.Dropped > 10, $"{proxy.Dropped} datagrams were dropped");

        // The services play what the environment itself plays.
        hashes.Add(await _workplace.TrainToTheEnd(Arguments.Replace("--json", "", StringComparison.Ordinal)));
        Assert.Single(hashes);
    }

    [Fact]
    public async Task Sync_MemberKilled_IsNamedByTheCoordinator()
    {
        using var sync = RlProcess.Start(_workplace.Folder, "sync --port 0");
        string coordinator = await FirstWord(sync);
        using var training = RlProcess.Start(_workplace.Folder, $"train CartPole-v1 --steps 100000000 --sync {coordinator}");
        await training.Reach(() => sync.Error.Contains("has joined", StringComparison.Ordinal));
        await training.Kill();
        await sync.Reach(() => sync.Error.Contains("is silent", StringComparison.Ordinal));
        Assert.Contains("train-", sync.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resume_IntoALockStep_GoesOnAtItsBarriersToTheSameWeights()
    {
        const string Arguments = "--steps 40960 --lanes 4 --seed 3 --checkpoint-every 1";
        using (var training = RlProcess.Start(_workplace.Folder, $"train CartPole-v1 {Arguments}"))
        {
            await training.Reach(() => _workplace.Checkpoints.Count > 0);
            await training.Kill();
        }

        using var sync = RlProcess.Start(_workplace.Folder, "sync --port 0");
        var (exitCode, resumed) = await RlProcess.Run(_workplace.Folder, $"runs resume latest --sync {await FirstWord(sync)} --json");
        using (resumed)
        {
            Assert.True(exitCode == 0, resumed.Error);
            Assert.Contains("has joined", sync.Error, StringComparison.Ordinal);
            using var alone = new Workplace();
            Assert.Equal(await alone.TrainToTheEnd(Arguments), resumed.Json.GetProperty("weights_hash").GetString());
        }
    }

    private static async Task<string> FirstWord(RlProcess process)
    {
        await process.Reach(() => process.Output.Contains('\n', StringComparison.Ordinal));
        return process.Output.Split(' ')[0];
    }
}
