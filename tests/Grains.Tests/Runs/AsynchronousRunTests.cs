using RlOrleans.Episodes;
using RlOrleans.Grains.Tests.Hosting;
using RlOrleans.Runs;

namespace RlOrleans.Grains.Tests.Runs;

/// <summary>Runs in which agents act on while the policy learns.</summary>
public sealed class AsynchronousRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MemoryTransport _transport = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Launch_OneAgent_GivesTheSameWeightsEachTime()
    {
        await using var cluster = await RlCluster.Start(_folder.Path, _transport);

        var first = await cluster.LaunchToEnd("first", Spec(agents: 1));
        var second = await cluster.LaunchToEnd("second", Spec(agents: 1) with { CheckpointEvery = 7 });

        Assert.Equal(RunStatus.Completed, first.Status);
        Assert.Equal(first.Spec.Steps, first.Progress.Steps);
        Assert.Equal(first.WeightsHash, second.WeightsHash);
    }

    [Fact]
    public async Task Launch_OneAgent_ActsOneVersionAheadOfLearning()
    {
        await using var cluster = await RlCluster.Start(_folder.Path, _transport);

        var run = await cluster.LaunchToEnd("run", Spec(agents: 1));

        Assert.Equal(1, run.Progress.Statistics["policy_lag"]);
    }

    [Fact]
    public async Task Launch_SeveralAgents_LearnsFromAllOfThemAndEndsAtTheStepsAskedFor()
    {
        await using var cluster = await RlCluster.Start(_folder.Path, _transport);

        var run = await cluster.LaunchToEnd("run", Spec(agents: 4, Recording.All));

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal(run.Spec.Steps, run.Progress.Steps);
        Assert.Equal([0u, 1u, 2u, 3u], _transport.Episodes("train").Select(episode => episode.Agent).Distinct().Order());
        Assert.Equal(3, _transport.Episodes("evaluation").Count);
    }

    [Fact]
    public async Task Resume_OneAgentAfterTheSiloWasLost_EndsWithTheWeightsAndEpisodesOfTheUninterruptedRun()
    {
        string? uninterrupted;
        await using (var cluster = await RlCluster.Start(_folder.Path, _transport))
        {
            uninterrupted = (await cluster.LaunchToEnd("whole", Spec(agents: 1, Recording.All))).WeightsHash;
            await LoseTheSilo(cluster, Spec(agents: 1, Recording.All));
        }

        await using var later = await RlCluster.Start(_folder.Path, _transport);
        await later.Run("lost").Resume();
        var resumed = await later.End("lost");

        Assert.Equal(RunStatus.Completed, resumed.Status);
        Assert.Equal(uninterrupted, resumed.WeightsHash);
        var episodes = _transport.Episodes("train").ToLookup(episode => episode.Id.Split('/')[0], Described);
        Assert.NotEmpty(episodes["whole"]);
        Assert.Equal(episodes["whole"].Order(StringComparer.Ordinal), episodes["lost"].Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Resume_OneAgentAfterAStop_EndsWithTheWeightsOfTheUninterruptedRun()
    {
        await using var cluster = await RlCluster.Start(_folder.Path, _transport);
        var uninterrupted = await cluster.LaunchToEnd("whole", Spec(agents: 1));
        await cluster.Run("stopped").Launch(Spec(agents: 1));
        await foreach (var progress in cluster.Run("stopped").Watch())
        {
            if (progress.Updates >= 20)
            {
                await cluster.Run("stopped").Stop();
                break;
            }
        }

        var stopped = await cluster.End("stopped");
        await cluster.Run("stopped").Resume();
        var resumed = await cluster.End("stopped");

        Assert.Equal(RunStatus.Stopped, stopped.Status);
        Assert.InRange(stopped.Progress.Steps, 1, stopped.Spec.Steps - 1);
        Assert.Equal(uninterrupted.WeightsHash, resumed.WeightsHash);
    }

    [Fact]
    public async Task Resume_SeveralAgentsAfterTheSiloWasLost_GoesOnToTheEnd()
    {
        await using (var cluster = await RlCluster.Start(_folder.Path, _transport))
        {
            await LoseTheSilo(cluster, Spec(agents: 3, Recording.All));
        }

        await using var later = await RlCluster.Start(_folder.Path, _transport);
        var begun = await later.Run("lost").Resume();
        var resumed = await later.End("lost");

        Assert.InRange(begun.Progress.Steps, 1, resumed.Progress.Steps - 1);
        Assert.Equal(RunStatus.Completed, resumed.Status);
        Assert.Equal(resumed.Spec.Steps, resumed.Progress.Steps);
        var ordinals = _transport.Episodes("train").GroupBy(episode => episode.Agent, episode => episode.Ordinal);
        Assert.All(ordinals, agent => Assert.Equal(Enumerable.Range(0, agent.Count()).Select(ordinal => (long)ordinal), agent.Order()));
    }

    private static string Described(Episode episode)
        => $"{string.Join('/', episode.Id.Split('/').Skip(1))} {episode.Return} {string.Join(',', episode.PolicyVersions)} {string.Join(',', episode.Observations)}";

    private static async Task LoseTheSilo(RlCluster cluster, RunSpec spec)
    {
        await cluster.Run("lost").Launch(spec);
        await foreach (var progress in cluster.Run("lost").Watch())
        {
            if (progress.Updates >= 30)
            {
                break;
            }
        }
    }

    private static RunSpec Spec(int agents, Recording record = Recording.None)
        => Specs.CartPole(new RunRequest
        {
            Environment = "CartPole-v1",
            Algorithm = "impala",
            Agents = agents,
            Lanes = 4,
            Steps = 16 * 4 * agents * 120,
            CheckpointEvery = 5,
            Record = record,
            Set = Specs.Set(("n_steps", "16")),
        });
}
