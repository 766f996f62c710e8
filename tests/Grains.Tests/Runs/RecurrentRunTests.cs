using RlOrleans.Grains.Tests.Hosting;
using RlOrleans.Policies;
using RlOrleans.Runs;

namespace RlOrleans.Grains.Tests.Runs;

/// <summary>Runs whose policy carries a state from step to step.</summary>
public sealed class RecurrentRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MemoryTransport _transport = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ppo", 2)]
    [InlineData("impala", 1)]
    public async Task Resume_AfterTheSiloWasLost_EndsWithTheWeightsOfTheUninterruptedRun(string algorithm, int agents)
    {
        var spec = Spec(algorithm, agents);
        string? uninterrupted;
        await using (var cluster = await RlCluster.Start(_folder.Path, _transport))
        {
            uninterrupted = (await cluster.LaunchToEnd("whole", spec)).WeightsHash;
            await cluster.Run("lost").Launch(spec);
            await foreach (var progress in cluster.Run("lost").Watch())
            {
                if (progress.Updates >= 12)
                {
                    break;
                }
            }
        }

        await using var later = await RlCluster.Start(_folder.Path, _transport);
        await later.Run("lost").Resume();
        var resumed = await later.End("lost");

        Assert.Equal(RunStatus.Completed, resumed.Status);
        Assert.Equal(uninterrupted, resumed.WeightsHash);
    }

    [Fact]
    public async Task ActFrom_StatesOfTheCallBefore_ActsOnWhatWasSeen()
    {
        await using var cluster = await RlCluster.Start(_folder.Path, _transport);
        await cluster.LaunchToEnd("run", Spec("ppo", agents: 1));
        var inference = cluster.Grains.GetGrain<IInferenceGrain>("run");

        var first = await inference.ActFrom([0, 0, 0.1f, 0, 0, 0, -0.1f, 0], []);
        var second = await inference.ActFrom([0, 0, 0.1f, 0, 0, 0, -0.1f, 0], first.States);
        var again = await inference.ActFrom([0, 0, 0.1f, 0, 0, 0, -0.1f, 0], []);

        Assert.Equal(2, first.Actions.Length);
        Assert.Equal(2 * 2 * Units, first.States.Length);
        Assert.NotEqual(first.States.ToArray(), second.States.ToArray());
        Assert.Equal(first.States.ToArray(), again.States.ToArray());
        var refusal = await Assert.ThrowsAsync<RunException>(() => inference.ActFrom([0, 0, 0.1f, 0], first.States));
        Assert.Contains("states has", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(RunErrorCode.BadRequest, (await Assert.ThrowsAsync<RunException>(() => inference.Act([0, 0, 0.1f, 0]))).Code);
    }

    [Fact]
    public async Task ActFrom_MoreRowsThanAReplicaHolds_AnswersEachAsAlone()
    {
        const int Rows = 1100, Wide = 256;
        await using var cluster = await RlCluster.Start(_folder.Path, _transport);
        await cluster.LaunchToEnd("wide", Spec("ppo", agents: 1, units: Wide, updates: 1));
        var inference = cluster.Grains.GetGrain<IInferenceGrain>("wide");
        float[] row = [0, 0, 0.1f, 0];
        var alone = await inference.ActFrom([.. row], []);
        alone = await inference.ActFrom([.. row], alone.States);

        var many = await inference.ActFrom([.. Enumerable.Repeat(row, Rows).SelectMany(values => values)], []);
        many = await inference.ActFrom([.. Enumerable.Repeat(row, Rows).SelectMany(values => values)], many.States);

        Assert.Equal(Rows, many.Actions.Length);
        Assert.All(many.Actions, action => Assert.Equal(alone.Actions[0], action));
        Assert.All(many.States.Chunk(alone.States.Length), states => Assert.Equal(alone.States.ToArray(), states));
    }

    private const int Units = 8;

    private static RunSpec Spec(string algorithm, int agents, int units = Units, int updates = 40) => Specs.CartPole(new RunRequest
    {
        Environment = "CartPole-v1",
        Algorithm = algorithm,
        Agents = agents,
        Lanes = 4,
        Steps = 16 * 4 * agents * updates,
        CheckpointEvery = 5,
        Set = Specs.Set([("n_steps", "16"), ("net_arch", $"lstm:{units}"), .. algorithm == "ppo" ? [("batch_size", "32")] : Sharing]),
    });

    private static (string, string)[] Sharing => [("share_features", "true")];
}
