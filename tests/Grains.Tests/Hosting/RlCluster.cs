using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using RlOrleans.Environments;
using RlOrleans.Hosting;
using RlOrleans.Runs;
using RlOrleans.Uploads;

namespace RlOrleans.Grains.Tests.Hosting;

/// <summary>A silo in this process with the real grains, a folder of runs of its own, and a way to the workers that is under the test's control.</summary>
internal sealed class RlCluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private RlCluster(InProcessTestCluster cluster) => _cluster = cluster;

    public IGrainFactory Grains => _cluster.Client;

    public static async Task<RlCluster> Start(string runsFolder, IShardTransport transport, EnvironmentRegistry? environments = null, Action<RlSiloOptions>? configure = null)
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(transport);
            if (environments is not null)
            {
                silo.Services.AddSingleton(environments);
            }

            silo.UseRlOrleans(options =>
            {
                options.RunsFolder = runsFolder;
                configure?.Invoke(options);
            });
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

    /// <summary>Waits until an outbox has nothing on its way.</summary>
    public Task<UploadStatus> Uploaded(string runId) => Upload(runId, status => status.Pending == 0);

    /// <summary>Waits for a state of an outbox.</summary>
    public async Task<UploadStatus> Upload(string runId, Func<UploadStatus, bool> condition)
    {
        var outbox = Grains.GetGrain<IUploadGrain>(runId);
        long start = TimeProvider.System.GetTimestamp();
        var status = await outbox.Describe();
        while (!condition(status))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromMinutes(1), $"The outbox stays at {status}.");
            status = await outbox.DescribeNext(status);
        }

        return status;
    }

    public async Task<RunDescription> LaunchToEnd(string runId, RunSpec spec)
    {
        await Run(runId).Launch(spec);
        return await End(runId);
    }

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();
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

    public static RunPlanner Planner(EnvironmentRegistry? environments = null, Action<RlSiloOptions>? configure = null)
        => new(environments ?? EnvironmentRegistry.Default, Learning.AlgorithmRegistry.Default, Learning.RecipeBook.Default);

    public static ImmutableDictionary<string, string> Set(params (string Name, string Value)[] values)
        => values.ToImmutableDictionary(value => value.Name, value => value.Value);
}
