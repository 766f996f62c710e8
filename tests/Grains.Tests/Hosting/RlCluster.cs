using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using RlOrleans.Environments;
using RlOrleans.Episodes;
using RlOrleans.Hosting;
using RlOrleans.Runs;

namespace RlOrleans.Grains.Tests.Hosting;

/// <summary>A silo in this process with the real grains, a folder of runs of its own, and a sink that remembers.</summary>
internal sealed class RlCluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private RlCluster(InProcessTestCluster cluster) => _cluster = cluster;

    public IGrainFactory Grains => _cluster.Client;

    public static async Task<RlCluster> Start(string runsFolder, IShardSink sink, EnvironmentRegistry? environments = null)
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(sink);
            if (environments is not null)
            {
                silo.Services.AddSingleton(environments);
            }

            silo.UseRlOrleans(options => options.RunsFolder = runsFolder);
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new RlCluster(cluster);
    }

    public IRunGrain Run(string runId) => Grains.GetGrain<IRunGrain>(runId);

    /// <summary>Waits for the end of a run by watching it.</summary>
    public async Task<RunDescription> End(string runId)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await foreach (var _ in Run(runId).Watch(deadline.Token))
        {
        }

        return await Run(runId).Describe();
    }

    public async Task<RunDescription> LaunchToEnd(string runId, RunSpec spec)
    {
        await Run(runId).Launch(spec);
        return await End(runId);
    }

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();
}

/// <summary>Keeps what it is given, and can fail on demand.</summary>
internal sealed class MemorySink : IShardSink
{
    private readonly Dictionary<string, EpisodeShard> _shards = [];

    public Func<string, Exception?> Failure { get; set; } = _ => null;

    public IReadOnlyList<Episode> Episodes(string split)
    {
        lock (_shards)
        {
            return [.. _shards.Values.Where(shard => shard.Target.Split == split).SelectMany(shard => shard.Episodes)];
        }
    }

    public IReadOnlyList<string> ShardIds
    {
        get
        {
            lock (_shards)
            {
                return [.. _shards.Keys.Order(StringComparer.Ordinal)];
            }
        }
    }

    public Task WriteAsync(EpisodeShard shard, CancellationToken cancellationToken)
    {
        lock (_shards)
        {
            if (Failure(shard.ShardId) is { } failure)
            {
                return Task.FromException(failure);
            }

            // As a dataset does: a shard that is there is acknowledged, not written again.
            _shards.TryAdd($"{shard.Target.RunId}/{shard.ShardId}", shard);
            return Task.CompletedTask;
        }
    }
}

/// <summary>A folder that goes away with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("rl-tests-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

internal static class Specs
{
    /// <summary>A run of a few updates.</summary>
    public static RunSpec CartPole(RunRequest? request = null) => Planner().Plan((request ?? new RunRequest { Environment = "CartPole-v1" }) with
    {
        Steps = request?.Steps ?? 4096,
        CheckpointEvery = request?.CheckpointEvery ?? 4,
        EvaluationEpisodes = 3,
    });

    public static RunPlanner Planner(EnvironmentRegistry? environments = null)
        => new(environments ?? EnvironmentRegistry.Default, Learning.AlgorithmRegistry.Default, Learning.RecipeBook.Default);

    public static ImmutableDictionary<string, string> Set(params (string Name, string Value)[] values)
        => values.ToImmutableDictionary(value => value.Name, value => value.Value);
}
