using System.Collections.Immutable;
using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client;
using RlOrleans.Episodes;
using RlOrleans.Uploads;
using RlOrleans.Worker.Datasets;
using RlOrleans.Worker.Queue;
using RlOrleans.Worker.Staging;
using RlOrleans.Worker.Tests.Datasets;
using RlOrleans.Worker.Uploads;

namespace RlOrleans.Worker.Tests.Uploads;

/// <summary>The pipeline over a real Redis and a real RabbitMQ. One test at a time: they share the queue.</summary>
public sealed class RealServicesTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RedisStagingArea _staging = null!;
    private RabbitShardQueue _queue = null!;
    private RabbitAddress _rabbit = null!;

    private string Dataset => Path.Combine(_folder.Path, "dataset");

    public async Task InitializeAsync()
    {
        string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? "";
        if (RedisAddress.TryParse(Variable("RL_TEST_REDIS"), Variable("REDIS_PASSWORD"), out var redis, out _)
            && RabbitAddress.TryParse(Variable("RL_TEST_RABBITMQ"), Variable("RABBITMQ_PASSWORD"), out _rabbit!, out _))
        {
            _staging = new RedisStagingArea(redis, NullLogger.Instance);
            _queue = new RabbitShardQueue(_rabbit, NullLogger.Instance);

            // What tests of other assemblies left would come first.
            await using var connection = new RabbitConnection(_rabbit);
            IChannel channel = await connection.OpenAsync(default);
            await channel.QueuePurgeAsync(RabbitQueues.Uploads);
            await channel.QueuePurgeAsync(RabbitQueues.Dead);
        }
    }

    public async Task DisposeAsync()
    {
        if (_staging is not null)
        {
            await _staging.DisposeAsync();
            await _queue.DisposeAsync();
        }

        _folder.Dispose();
    }

    [ServicesFact]
    public async Task Run_ManyShardsAndTwoWorkers_EachIsInTheDatasetOnce()
    {
        const int Count = 20;
        string[] keys = [.. Enumerable.Range(0, Count).Select(i => Key($"{i:D6}"))];
        for (int i = 0; i < Count; i++)
            await StageAsync(keys[i], Shards.Make(Dataset, id: $"000-{i:D6}"));
        using var stop = new CancellationTokenSource();
        Task[] workers = [RunAsync(stop.Token), RunAsync(stop.Token)];

        ImmutableArray<ShardReceipt> receipts = await ReceiptsAsync(keys);
        await stop.CancelAsync();
        await Task.WhenAll(workers);

        Assert.All(receipts, receipt => Assert.Null(receipt.Failure));
        Assert.Equal(Count, Directory.GetFiles(Path.Combine(Dataset, "data"), "*.parquet").Length);
        foreach (string key in keys)
            Assert.False(await _staging.ContainsAsync(key, default));
    }

    [ServicesFact]
    public async Task Run_Poison_EndsAmongTheDeadLettersWithReasonsAndCanBeRetried()
    {
        string missing = Key("missing"), damaged = Key("damaged");
        await _staging.PutAsync(damaged, "not a frame"u8.ToArray(), default);
        await _queue.PublishAsync(missing, default);
        await _queue.PublishAsync(damaged, default);
        await _queue.PublishAsync(RabbitQueues.Uploads, "{ not json"u8.ToArray(), reason: null, default);
        using var stop = new CancellationTokenSource();
        Task worker = RunAsync(stop.Token);

        ImmutableArray<ShardReceipt> receipts = await ReceiptsAsync([missing, damaged]);
        ImmutableArray<DeadLetter> dead = await DeadAsync(3);

        // What was wrong is mended, and the message goes back.
        await _staging.PutAsync(damaged, ShardFrame.Pack(Shards.Make(Dataset)), default);
        await using (var letters = new DeadLetters(_rabbit))
            await letters.RetryAsync(DeadLetters.MaxCount, _staging, default);
        ShardReceipt mended = await GoodReceiptAsync(damaged);
        await DeadAsync(2);
        await stop.CancelAsync();
        await worker;
        await using (var letters = new DeadLetters(_rabbit))
            Assert.Equal(2, (await letters.DropAsync(DeadLetters.MaxCount, default)).Length);

        Assert.All(receipts, receipt => Assert.NotNull(receipt.Failure));
        Assert.Contains(dead, letter => letter.Body.Contains(missing, StringComparison.Ordinal) && letter.Reason.Contains("Nothing is staged", StringComparison.Ordinal));
        Assert.Contains(dead, letter => letter.Body.Contains(damaged, StringComparison.Ordinal) && letter.Reason.Contains("zstd", StringComparison.Ordinal));
        Assert.Contains(dead, letter => letter.Reason.Contains("JSON", StringComparison.Ordinal));
        Assert.Null(mended.Failure);
    }

    [ServicesFact]
    public async Task PythonWorker_StagedShard_DecodesEveryEpisode()
    {
        EpisodeShard whole = Shards.Make(Dataset), shard = whole with { Episodes = [whole.Episodes[0], .. Shards.Differences(whole).Episodes[1..]] };
        await StageAsync(Key("python"), shard);
        string example = Path.Combine(SourceFolder, "..", "..", "examples", "python-worker");
        await ExecuteAsync("protoc", $"--python_out={_folder.Path}", $"--proto_path={Path.Combine(SourceFolder, "..", "..", "Grains.Interfaces", "Uploads")}", "episode_shard.proto");
        File.Copy(Path.Combine(example, "worker.py"), Path.Combine(_folder.Path, "worker.py"));

        // Debian's own interpreter has Debian's packages.
        string output = await ExecuteAsync(
            "/usr/bin/python3", Path.Combine(_folder.Path, "worker.py"), "--take",
            "--redis", Environment.GetEnvironmentVariable("RL_TEST_REDIS")!, "--rabbitmq", $"{_rabbit.Host}:{_rabbit.Port}");

        JsonElement[] episodes = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(shard.Episodes.Select(episode => episode.Id), episodes.Select(episode => episode.GetProperty("id").GetString()));
        Assert.Equal(shard.Episodes.Select(episode => episode.Return), episodes.Select(episode => episode.GetProperty("return").GetDouble()));
        Assert.Equal(
            whole.Episodes.Select(episode => episode.Observations[^4..].Sum(number => (double)number)),
            episodes.Select(episode => episode.GetProperty("last").GetDouble()));
        Assert.Null((await GoodReceiptAsync(Key("python"))).Failure);
    }

    private static string SourceFolder => typeof(RealServicesTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "ProjectFolder").Value!;

    // No two tests, and no two runs of them, meet each other's keys.
    private string Key(string shard) => $"episodes:{Path.GetFileName(_folder.Path)}:{shard}";

    private async Task StageAsync(string key, EpisodeShard shard)
    {
        var transport = new ShardTransport(_staging, _queue);
        await transport.StageAsync(key, shard, default);
        await transport.NotifyAsync(key, default);
    }

    private async Task RunAsync(CancellationToken stop)
    {
        await using var queue = new RabbitShardQueue(_rabbit, NullLogger.Instance);
        await using var worker = new UploadWorker(_staging, queue, new DatasetStores(), new UploadWorkerOptions(), NullLogger.Instance);
        await worker.RunAsync(stop);
    }

    private Task<ImmutableArray<ShardReceipt>> ReceiptsAsync(string[] keys) => UntilAsync(
        token => _staging.FindReceiptsAsync([.. keys], token), receipts => receipts.Length == keys.Length);

    private async Task<ShardReceipt> GoodReceiptAsync(string key) => (await UntilAsync(
        token => _staging.FindReceiptsAsync([key], token), receipts => receipts.Any(receipt => receipt.Failure is null)))[0];

    private Task<ImmutableArray<DeadLetter>> DeadAsync(int count) => UntilAsync(
        async token =>
        {
            await using var letters = new DeadLetters(_rabbit);
            return await letters.ListAsync(DeadLetters.MaxCount, token);
        },
        letters => letters.Length == count);

    private static async Task<T> UntilAsync<T>(Func<CancellationToken, Task<T>> read, Func<T, bool> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            T value = await read(deadline.Token);
            if (condition(value))
                return value;
            await timer.WaitForNextTickAsync(deadline.Token);
        }
    }

    private static async Task<string> ExecuteAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await process.WaitForExitAsync(deadline.Token);
        Assert.True(process.ExitCode == 0, $"{program}: {await error}");
        return await output;
    }
}
