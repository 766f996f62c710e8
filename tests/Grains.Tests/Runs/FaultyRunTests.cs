using RlOrleans.Environments;
using RlOrleans.Grains.Tests.Environments;
using RlOrleans.Grains.Tests.Hosting;
using RlOrleans.Runs;

namespace RlOrleans.Grains.Tests.Runs;

/// <summary>A whole run on a simulator that crashes and stalls all the time.</summary>
public sealed class FaultyRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MemoryTransport _transport = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Launch_SimulatorThatCrashesAndStalls_LearnsAllTheSameAndKeepsNothingOfThem()
    {
        using var simulators = new UnreliableCartPole.Simulators(crashes: 1e-4, stalls: 5e-4, TimeSpan.FromSeconds(2));
        await using var cluster = await RlCluster.Start(_folder.Path, _transport, simulators.Registry);
        var spec = Specs.CartPole(new RunRequest { Environment = "CartPole-v1", Steps = 100_000, Record = Recording.All }) with
        {
            Environment = UnreliableCartPole.Id,
            EvaluationEpisodes = 20,
        };

        var run = await cluster.LaunchToEnd("run", spec);

        Assert.True(run.Status == RunStatus.Completed, run.Message);
        Assert.InRange(run.Progress.AbortedEpisodes, 20, 200);
        Assert.InRange(simulators.Stalled, 10, 200);
        Assert.Equal(0, run.Progress.RetiredLanes);
        Assert.True(run.Evaluation!.MeanReturn >= 450, $"{run.Evaluation.MeanReturn}");
        Assert.All(_transport.Episodes("train"), episode => Assert.False(episode.Aborted && (episode.Terminated || episode.Truncated)));

        // What stalled comes back one after the other, and is cleaned up.
        await Until.True(() => simulators.Open == 0, () => $"{simulators.Open} simulators are still open");
    }
}
