using Microsoft.Extensions.Logging.Abstractions;
using RlOrleans.Environments;
using RlOrleans.Runs;
using RlOrleans.Worker.Datasets;
using RlOrleans.Worker.Queue;
using RlOrleans.Worker.Uploads;

namespace RlOrleans.Client.Tests.EndToEnd;

/// <summary>A Redis at the end of its memory, and one that would throw episodes away.</summary>
[Collection(RealServers.Name)]
public sealed class RedisLimitTests : IDisposable
{
    private const int MaxUnstagedShards = 3;

    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [ServicesFact]
    public async Task Train_RedisFull_HoldsAgentsBackUntilThereIsMemory()
    {
        await using var redis = await OwnRedis.StartAsync(_workplace.Folder, "maxmemory 1\nmaxmemory-policy noeviction");
        var pipeline = new PipelineOptions(redis.Address, Rabbit());
        string dataset = Path.Combine(_workplace.Folder, "dataset");
        await using var client = await RlClient.EmbedAsync(new RlClientOptions
        {
            RunsFolder = _workplace.Runs,
            Pipeline = pipeline,
            ConfigureRuns = runs => (runs.ShardBytes, runs.MaxUnstagedShards) = (1 << 15, MaxUnstagedShards),
            Warn = _ => { },
        });
        var run = await client.LaunchAsync(new RunRequest { Environment = "CartPole-v1", Steps = 30_000, Record = Recording.All, Dataset = dataset });

        run = await Reach(client, run, progress => progress.Upload is { Sealed: >= MaxUnstagedShards, Message: not null });
        long heldAt = run.Progress.Steps;
        Assert.Equal(RunStatus.Running, run.Status);
        Assert.Contains("out of memory (maxmemory)", run.Progress.Upload!.Message, StringComparison.Ordinal);
        Assert.Equal((MaxUnstagedShards, 0), (run.Progress.Upload.Sealed, run.Progress.Upload.Staged));
        Assert.True(heldAt < run.Progress.TotalSteps);

        // There is memory again, and a worker that frees it.
        redis.Set("maxmemory", "256mb");
        using var stop = new CancellationTokenSource();
        await using var worker = new UploadWorker(
            pipeline.OpenStaging(NullLogger.Instance), pipeline.OpenQueue(NullLogger.Instance), new DatasetStores(), new UploadWorkerOptions(), NullLogger.Instance);
        var working = worker.RunAsync(stop.Token);
        run = await Reach(client, run, progress => progress.Status is RunStatus.Completed or RunStatus.Failed);
        await stop.CancelAsync();
        await working;

        Assert.True(run.Status == RunStatus.Completed, run.Message);
        var check = DatasetCheck.Run(dataset, CancellationToken.None);
        Assert.Empty(check.Problems);
        Assert.Equal(run.Progress.Episodes, check.Episodes.Count(episode => episode.Purpose == RandomPurpose.Environment));
    }

    [ServicesFact]
    public async Task Embed_RedisThatEvicts_WarnsBeforeAnythingIsRecorded()
    {
        await using var redis = await OwnRedis.StartAsync(_workplace.Folder, "maxmemory 64mb\nmaxmemory-policy allkeys-lru\nappendonly yes");
        var warned = new TaskCompletionSource<string>();
        await using var client = await RlClient.EmbedAsync(new RlClientOptions
        {
            RunsFolder = _workplace.Runs,
            Pipeline = new PipelineOptions(redis.Address, Rabbit()),
            Warn = line => warned.TrySetResult(line),
        });

        Assert.Contains("its maxmemory-policy is allkeys-lru, and must be noeviction", await warned.Task.WaitAsync(Until.Deadline), StringComparison.Ordinal);
    }

    [ServicesFact]
    public async Task Worker_RedisThatEvicts_WarnsAtItsStart()
    {
        await using var redis = await OwnRedis.StartAsync(_workplace.Folder, "maxmemory 64mb\nmaxmemory-policy volatile-ttl\nappendonly yes");
        using var worker = RlProcess.Start(_workplace.Folder, $"worker --redis {redis.Text} --rabbitmq {Environment.GetEnvironmentVariable("RL_TEST_RABBITMQ")}");

        await worker.Reach(() => worker.Error.Contains("its maxmemory-policy is volatile-ttl, and must be noeviction", StringComparison.Ordinal));
    }

    private static RabbitAddress Rabbit()
        => RabbitAddress.TryParse(Environment.GetEnvironmentVariable("RL_TEST_RABBITMQ")!, Environment.GetEnvironmentVariable("RABBITMQ_PASSWORD"), out var address, out string? error)
            ? address
            : throw new FormatException(error);

    private static async Task<RunDescription> Reach(RlClient client, RunDescription run, Func<RunProgress, bool> condition)
    {
        using var deadline = new CancellationTokenSource(Until.Deadline);
        await foreach (var progress in client.WatchAsync(run.RunId, deadline.Token))
        {
            if (condition(progress))
                return await client.DescribeAsync(run.RunId);
        }

        run = await client.DescribeAsync(run.RunId);
        Assert.True(condition(run.Progress), $"The run ended as {run.Status}: {run.Message}");
        return run;
    }
}
