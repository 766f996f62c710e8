using System.Text.Json;
using RlOrleans.Environments;
using RlOrleans.Grains.Tests.Hosting;
using RlOrleans.Policies;
using RlOrleans.Runs;

namespace RlOrleans.Grains.Tests.Runs;

public sealed class RunGrainTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MemoryTransport _transport = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Launch_CartPole_TrainsEvaluatesAndCompletes()
    {
        await using var cluster = await RlCluster.Start(_folder.Path, _transport);

        var run = await cluster.LaunchToEnd("run", Specs.CartPole());

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal(4096, run.Progress.Steps);
        Assert.Equal(run.Progress.TotalSteps, run.Progress.Steps);
        Assert.Equal(3, run.Evaluation!.Episodes);
        Assert.Equal(64, run.WeightsHash!.Length);
        foreach (string file in (string[])["run.json", "metrics.jsonl", "learning-curve.svg", "policy.bin", "checkpoints"])
        {
            Assert.True(Path.Exists(Path.Combine(run.Folder, file)), file);
        }

        Assert.Equal(run.Progress.Updates, File.ReadLines(Path.Combine(run.Folder, "metrics.jsonl")).Count());
        using var record = JsonDocument.Parse(File.ReadAllText(Path.Combine(run.Folder, "run.json")));
        Assert.Equal("completed", record.RootElement.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData(1, "ppo")]
    [InlineData(4, "ppo")]
    [InlineData(2, "reinforce")]
    public async Task Launch_SameSpecTwice_EndsWithTheSameWeights(int agents, string algorithm)
    {
        await using var cluster = await RlCluster.Start(_folder.Path, _transport);
        var spec = Specs.CartPole(new RunRequest { Environment = "CartPole-v1", Agents = agents, Algorithm = algorithm, Steps = 16_384 });

        var runs = await Task.WhenAll(cluster.LaunchToEnd("a", spec), cluster.LaunchToEnd("b", spec));

        Assert.NotNull(runs[0].WeightsHash);
        Assert.Equal(runs[0].WeightsHash, runs[1].WeightsHash);
        Assert.Equal(runs[0].Evaluation, runs[1].Evaluation);
    }

    [Fact]
    public async Task Launch_AnotherSeed_EndsWithOtherWeights()
    {
        await using var cluster = await RlCluster.Start(_folder.Path, _transport);

        var a = await cluster.LaunchToEnd("a", Specs.CartPole());
        var b = await cluster.LaunchToEnd("b", Specs.CartPole() with { Seed = 2 });

        Assert.NotEqual(a.WeightsHash, b.WeightsHash);
    }

    [Theory]
    [InlineData]
    [InlineData("sticky-actions=0.25", "frame-skip=2", "reward-clip=0,1", "time-limit=60", "frame-stack=3")]
    public async Task Resume_AfterAStop_EndsWithTheWeightsOfTheUninterruptedRun(params string[] wrappers)
    {
        var spec = Specs.CartPole(new RunRequest { Environment = "CartPole-v1", Wrappers = [.. wrappers], Agents = 2, Steps = 32_768, Record = Recording.All });
        string? uninterrupted;
        await using (var cluster = await RlCluster.Start(_folder.Path, _transport))
        {
            uninterrupted = (await cluster.LaunchToEnd("whole", spec)).WeightsHash;
            await cluster.Run("stopped").Launch(spec);
            await foreach (var progress in cluster.Run("stopped").Watch())
            {
                if (progress.Updates >= 5)
                {
                    await cluster.Run("stopped").Stop();
                    break;
                }
            }

            var stopped = await cluster.End("stopped");
            Assert.Equal(RunStatus.Stopped, stopped.Status);
            Assert.InRange(stopped.Progress.Steps, 1, spec.Steps - 1);
        }

        await using var later = await RlCluster.Start(_folder.Path, _transport);
        await later.Run("stopped").Resume();
        var resumed = await later.End("stopped");

        Assert.Equal(RunStatus.Completed, resumed.Status);
        Assert.Equal(uninterrupted, resumed.WeightsHash);
        AssertSameEpisodes("whole", "stopped");
    }

    [Fact]
    public async Task Resume_AfterTheSiloWasLost_EndsWithTheWeightsAndEpisodesOfTheUninterruptedRun()
    {
        var spec = Specs.CartPole(new RunRequest { Environment = "CartPole-v1", Agents = 2, Steps = 65_536, Record = Recording.All });
        string? uninterrupted;
        await using (var cluster = await RlCluster.Start(_folder.Path, _transport))
        {
            uninterrupted = (await cluster.LaunchToEnd("whole", spec)).WeightsHash;
            await cluster.Run("lost").Launch(spec);
            await foreach (var progress in cluster.Run("lost").Watch())
            {
                if (progress.Updates >= 6)
                {
                    break;
                }
            }
        }

        await using var later = await RlCluster.Start(_folder.Path, _transport);
        Assert.Equal(RunStatus.Interrupted, (await later.Run("lost").Describe()).Status);
        await later.Run("lost").Resume();
        var resumed = await later.End("lost");

        Assert.Equal(RunStatus.Completed, resumed.Status);
        Assert.Equal(uninterrupted, resumed.WeightsHash);
        AssertSameEpisodes("whole", "lost");
    }

    [Fact]
    public async Task Resume_BeforeTheFirstCheckpoint_StartsAgainAndEndsTheSame()
    {
        var spec = Specs.CartPole(new RunRequest { Environment = "CartPole-v1", Steps = 32_768, CheckpointEvery = 1000, Record = Recording.All });
        string? uninterrupted;
        await using (var cluster = await RlCluster.Start(_folder.Path, _transport))
        {
            uninterrupted = (await cluster.LaunchToEnd("whole", spec)).WeightsHash;
            await cluster.Run("early").Launch(spec);
            await foreach (var progress in cluster.Run("early").Watch())
            {
                if (progress.Updates >= 3)
                {
                    break;
                }
            }
        }

        await using var later = await RlCluster.Start(_folder.Path, _transport);
        await later.Run("early").Resume();
        var resumed = await later.End("early");

        Assert.Equal(uninterrupted, resumed.WeightsHash);
        AssertSameEpisodes("whole", "early");
    }

    [Fact]
    public async Task Resume_NewestCheckpointCorrupt_FallsBackAndSaysSo()
    {
        var spec = Specs.CartPole(new RunRequest { Environment = "CartPole-v1", Steps = 8192, CheckpointEvery = 4 });
        await using (var cluster = await RlCluster.Start(_folder.Path, _transport))
        {
            await cluster.LaunchToEnd("run", spec);
        }

        Reopen("run");
        string newest = Directory.GetFiles(Path.Combine(_folder.Path, "run", "checkpoints")).Max(StringComparer.Ordinal)!;
        Corrupt(newest);
        await using var later = await RlCluster.Start(_folder.Path, _transport);
        var resumed = await later.Run("run").Resume();

        Assert.Contains("checksum", resumed.Message, StringComparison.Ordinal);
        Assert.Contains(newest, resumed.Message, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Completed, (await later.End("run")).Status);
    }

    [Fact]
    public async Task Resume_AllCheckpointsCorrupt_FailsWithOneSentence()
    {
        await using (var cluster = await RlCluster.Start(_folder.Path, _transport))
        {
            await cluster.LaunchToEnd("run", Specs.CartPole());
        }

        Reopen("run");
        foreach (string checkpoint in Directory.GetFiles(Path.Combine(_folder.Path, "run", "checkpoints")))
        {
            Corrupt(checkpoint);
        }

        await using var later = await RlCluster.Start(_folder.Path, _transport);
        var exception = await Assert.ThrowsAsync<RunException>(() => later.Run("run").Resume());

        Assert.Equal(RunErrorCode.Failed, exception.Code);
        Assert.Contains("no good checkpoint", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Describe_UnknownRun_SaysThatItDoesNotExist()
    {
        await using var cluster = await RlCluster.Start(_folder.Path, _transport);

        var exception = await Assert.ThrowsAsync<RunException>(() => cluster.Run("nobody").Describe());

        Assert.Equal(RunErrorCode.NotFound, exception.Code);
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "nobody")));
    }

    [Fact]
    public async Task Launch_RunThatExists_IsRefused()
    {
        await using var cluster = await RlCluster.Start(_folder.Path, _transport);
        await cluster.LaunchToEnd("run", Specs.CartPole());

        var exception = await Assert.ThrowsAsync<RunException>(() => cluster.Run("run").Launch(Specs.CartPole()));

        Assert.Equal(RunErrorCode.BadRequest, exception.Code);
    }

    [Fact]
    public async Task Launch_RunIdThatLeavesTheFolder_IsRefused()
    {
        await using var cluster = await RlCluster.Start(_folder.Path, _transport);

        var exception = await Assert.ThrowsAnyAsync<Exception>(() => cluster.Run("../escape").Launch(Specs.CartPole()));

        Assert.Contains("../escape", exception.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "..", "escape")));
    }

    [Fact]
    public async Task Launch_EnvironmentThatThrows_LosesItsEpisodesAndGoesOn()
    {
        var registry = FaultyEnvironment.Registry(failAtStep: 300);
        await using var cluster = await RlCluster.Start(_folder.Path, _transport, registry);
        var spec = Specs.CartPole() with { Environment = FaultyEnvironment.Id, Record = Recording.All };

        var run = await cluster.LaunchToEnd("run", spec);

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal(spec.Lanes, run.Progress.AbortedEpisodes);
        Assert.Equal(0, run.Progress.RetiredLanes);
        var episodes = _transport.Episodes("train");
        Assert.InRange(episodes.Count(episode => episode.Aborted), 1, spec.Lanes);
        Assert.All(episodes.Where(episode => episode.Aborted), episode => Assert.False(episode.Terminated | episode.Truncated));
        Assert.Equal(Enumerable.Range(0, episodes.Count).Select(ordinal => (long)ordinal), episodes.Select(episode => episode.Ordinal));
        Assert.Equal(3, run.Evaluation!.Episodes);
    }

    [Fact]
    public async Task Launch_EnvironmentThatCannotStart_FailsTheRunWithItsReason()
    {
        var registry = FaultyEnvironment.Registry(failAtStep: 0);
        await using var cluster = await RlCluster.Start(_folder.Path, _transport, registry);

        var error = await Assert.ThrowsAsync<RunException>(
            () => cluster.Run("run").Launch(Specs.CartPole() with { Environment = FaultyEnvironment.Id }));

        Assert.Contains("the simulator broke", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Launch_ObservationThatIsInfinite_CostsItsEpisodeOnly()
    {
        var registry = FaultyEnvironment.Registry(failAtStep: 300, step => step.Observations[0] = float.PositiveInfinity);
        await using var cluster = await RlCluster.Start(_folder.Path, _transport, registry);
        var spec = Specs.CartPole() with { Environment = FaultyEnvironment.Id };

        var run = await cluster.LaunchToEnd("run", spec with { Hyperparameters = spec.Hyperparameters.SetItem("normalize_observation", "true") });

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal(1, run.Progress.AbortedEpisodes);
    }

    [Fact]
    public async Task Launch_DatasetThatCannotBeWritten_FailsAndTheResumeLosesNoEpisode()
    {
        _transport.Failure = shard => shard.StartsWith(Names.Evaluation, StringComparison.Ordinal) ? "No space left on device : 'x'" : null;
        var spec = Specs.CartPole();
        await using var cluster = await RlCluster.Start(_folder.Path, _transport);

        var failed = await cluster.LaunchToEnd("run", spec);
        _transport.Failure = _ => null;
        await cluster.Run("run").Resume();
        var resumed = await cluster.End("run");

        Assert.Equal(RunStatus.Failed, failed.Status);
        Assert.Contains("No space left", failed.Message, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Completed, resumed.Status);
        Assert.Equal(3, _transport.Episodes("evaluation").Count);
    }

    [Fact]
    public async Task List_RunsOfTheFolder_NewestFirstWithoutUnreadableOnes()
    {
        await using var cluster = await RlCluster.Start(_folder.Path, _transport);
        await cluster.LaunchToEnd("one", Specs.CartPole());
        await cluster.LaunchToEnd("two", Specs.CartPole());
        Directory.CreateDirectory(Path.Combine(_folder.Path, "broken"));
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "broken", "run.json"), "{ not json");

        var runs = await cluster.Grains.GetGrain<IRunCatalogGrain>(IRunCatalogGrain.Key).List();

        Assert.Equal(["two", "one"], runs.Select(run => run.RunId));
    }

    [Fact]
    public async Task Act_TrainedRun_AnswersOneActionALane()
    {
        await using var cluster = await RlCluster.Start(_folder.Path, _transport);
        await cluster.LaunchToEnd("run", Specs.CartPole());
        var inference = cluster.Grains.GetGrain<IInferenceGrain>("run");

        var actions = await inference.Act([0, 0, 0.1f, 0, 0, 0, -0.1f, 0]);

        Assert.Equal(2, actions.Length);
        Assert.All(actions, action => Assert.True(action is 0 or 1));
        await Assert.ThrowsAsync<RunException>(() => inference.Act([1, 2, 3]));
    }

    private void AssertSameEpisodes(string expectedRun, string actualRun)
    {
        var episodes = _transport.Episodes("train").ToLookup(episode => episode.Id.Split('/')[0]);
        var expected = episodes[expectedRun].ToDictionary(episode => episode.Id[expectedRun.Length..]);
        var actual = episodes[actualRun].ToList();
        Assert.NotEmpty(expected);
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), actual.Select(episode => episode.Id[actualRun.Length..]).Order(StringComparer.Ordinal));
        Assert.All(actual, episode => Assert.Equal(expected[episode.Id[actualRun.Length..]].Observations.ToArray(), episode.Observations.ToArray()));
        Assert.All(actual, episode => Assert.Equal(expected[episode.Id[actualRun.Length..]].PolicyVersions.ToArray(), episode.PolicyVersions.ToArray()));
    }

    // Makes a completed run one that was killed before its end was stored.
    private void Reopen(string runId)
    {
        string record = Path.Combine(_folder.Path, runId, "run.json");
        File.WriteAllText(record, File.ReadAllText(record).Replace("\"completed\"", "\"running\"", StringComparison.Ordinal));
    }

    private static void Corrupt(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 0xFF;
        File.WriteAllBytes(path, bytes);
    }
}
