using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RlOrleans.Episodes;
using RlOrleans.Hosting;
using RlOrleans.Uploads;
using RlOrleans.Worker.Compression;
using RlOrleans.Worker.Datasets;
using RlOrleans.Worker.Queue;
using RlOrleans.Worker.Staging;
using RlOrleans.Worker.Uploads;

namespace RlOrleans.Client.Benchmarks;

/// <summary>How fast shards go over one part of the way.</summary>
/// <param name="Name">The part.</param>
/// <param name="IsLimit">Whether it is what the machine allows, rather than what the pipeline does.</param>
/// <param name="ShardsPerSecond">The median over the rounds.</param>
internal sealed record PipelineRate(string Name, bool IsLimit, double ShardsPerSecond);

/// <summary>What one payload came to.</summary>
/// <param name="Payload">The shard.</param>
/// <param name="Rounds">That the medians are over.</param>
/// <param name="Rates">Limits first, then the parts of the pipeline in the order that shards pass them.</param>
/// <param name="StagedShare">Of staged shards in what the slowest limit allows.</param>
/// <param name="StagedShareOfOneThread">Of staged shards in what zstd does on one thread, which is no limit: the pipeline has all cores.</param>
/// <param name="Parquet">Conversion on one core.</param>
internal sealed record PipelineResult(
    PipelinePayload Payload, int Rounds, IReadOnlyList<PipelineRate> Rates, double StagedShare, double StagedShareOfOneThread, ParquetThroughput Parquet);

/// <summary>
/// Measures the way of recorded episodes to their dataset: sealed on disk by their grains, staged and told of by the
/// outbox, brought into Parquet files by a worker. Beside them, in the same rounds, what compression, store and queue do
/// alone with as many shards in flight, so that a busy machine slows both.
/// </summary>
internal sealed class PipelineBenchmark : IAsyncDisposable
{
    public const string Staged = "staged: packed, stored, told of";
    private const string OneThread = "zstd on one thread, as zstd -b measures";
    private const string Drained = "by a worker into Parquet files";

    /// <summary>Shards of a round: as many as may wait for an outbox.</summary>
    private const int ShardsInRound = 8;

    private const int MinRounds = 3;
    private const int MessagesInFlight = 64;
    private const int MessagesInRound = 256;
    private const int MaxParallelism = 64;

    // A round takes seconds: after this time it is not slow, it stands still.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly PipelineOptions? _servers;
    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly IShardQueue _queue;
    private readonly ObservedStaging _staging;
    private readonly ObservedTransport _transport;
    private readonly IHost _silo;
    private readonly ILogger _logger;
    private readonly BareCompression _zstd = new(ShardTransport.MaxConcurrentPacks);
    private readonly BareCompression _zstdOnOneThread = new(threads: 1);
    private IBarePipeline? _bare;
    private int _run;

    private PipelineBenchmark(PipelineOptions? servers, string folder, TimeProvider time, Action<string> warn)
    {
        // A queue of its own, which goes by itself: the real one has readers, who would take what is only measured.
        _servers = servers is null ? null : servers with { Queue = RabbitShardQueue.TemporaryName() };
        (_folder, _time) = (folder, time);
        _logger = new WarningLoggerProvider(warn).CreateLogger(nameof(PipelineBenchmark));
        _queue = _servers?.OpenQueue(_logger) ?? new LocalShardQueue();
        _staging = new ObservedStaging((IStagingArea?)_servers?.OpenStaging(_logger) ?? new StagingFolder(Path.Combine(folder, "staging")), time);
        _transport = new ObservedTransport(new ShardTransport(_staging, _queue));
        _silo = EmbeddedSilo.Build(warn, silo =>
        {
            silo.UseSoleSilo().UseRlOrleans(options => options.RunsFolder = Path.Combine(folder, "runs"));
            silo.Services.AddSingleton<IShardTransport>(_transport);
        });
    }

    /// <summary>Starts a silo over a folder, and over servers if there are any.</summary>
    /// <exception cref="IOException">A server does not answer, or refuses.</exception>
    public static async Task<PipelineBenchmark> StartAsync(PipelineOptions? servers, string folder, TimeProvider time, Action<string> warn)
    {
        var benchmark = new PipelineBenchmark(servers, folder, time, warn);
        await benchmark._staging.ContainsAsync("episodes:bench", CancellationToken.None);
        if (benchmark._queue is RabbitShardQueue queue)
            await queue.CheckAsync(CancellationToken.None);
        await benchmark._silo.StartAsync();
        return benchmark;
    }

    /// <summary>Sends a payload through the pipeline in rounds, for a time.</summary>
    public async Task<PipelineResult> Run(string environmentId, long shardBytes, TimeSpan duration, Action<string> progress)
    {
        var payload = PipelinePayload.Play(environmentId, shardBytes, Path.Combine(_folder, "dataset"));
        var rates = new List<(string Name, bool IsLimit, List<double> PerSecond)>();

        // The first round connects, compiles and takes memory.
        await Round(payload, static (_, _, _) => { });
        long start = _time.GetTimestamp();
        int rounds = 0;
        while (rounds < MinRounds || _time.GetElapsedTime(start) < duration)
        {
            progress($"{environmentId}: round {++rounds}");
            await Round(payload, (name, isLimit, perSecond) =>
            {
                if (!rates.Exists(rate => rate.Name == name))
                    rates.Add((name, isLimit, []));
                rates.Find(rate => rate.Name == name).PerSecond.Add(perSecond);
            });
        }

        PipelineRate[] medians = [.. rates.Select(rate => new PipelineRate(rate.Name, rate.IsLimit, Median.Of(rate.PerSecond)))];
        double slowest = medians.Where(rate => rate.IsLimit).Min(rate => rate.ShardsPerSecond), staged = RateOf(Staged);
        return new PipelineResult(
            payload,
            rounds,
            medians,
            staged / slowest,
            staged / RateOf(OneThread),
            ParquetBenchmark.MeasureWriting(payload.Shard, duration / MinRounds, _time));

        double RateOf(string name) => medians.Single(rate => rate.Name == name).ShardsPerSecond;
    }

    public async ValueTask DisposeAsync()
    {
        await _silo.StopAsync();
        _silo.Dispose();
        if (_bare is not null)
            await _bare.DisposeAsync();
        _zstd.Dispose();
        _zstdOnOneThread.Dispose();
        await _staging.DisposeAsync();
        await _queue.DisposeAsync();
    }

    private async Task Round(PipelinePayload payload, Action<string, bool, double> report)
    {
        string runId = $"bench-{_run++:D4}";
        var grains = _silo.Services.GetRequiredService<IGrainFactory>();
        var target = payload.Shard.Target with { RunId = runId };
        var outbox = grains.GetGrain<IUploadGrain>(runId);

        _transport.Close();
        double sealing = await PerSecond(ShardsInRound, async () =>
        {
            // Each of a source of its own: a source records no episode twice.
            for (int i = 0; i < ShardsInRound; i++)
            {
                var shard = grains.GetGrain<IEpisodeGrain>(Names.Shard(runId, Names.ShardId($"{i}", 0)));
                await shard.Append(target, payload.Shard.Episodes);
                await shard.Seal();
            }
        });
        double staging = await PerSecond(ShardsInRound, () => InTime(_transport.Open(ShardsInRound), outbox));
        double draining = ShardsInRound / (await Drain(outbox)).TotalSeconds;
        await InTime(Settled(outbox), outbox);
        await outbox.Close();
        Directory.Delete(target.Dataset, recursive: true);

        int inFlight = new RlSiloOptions().MaxConcurrentStagings;
        byte[] message = ShardNotification.Write([Names.StagingKey(target.Dataset, runId, Names.ShardId("0", 0))]);
        _bare ??= _servers is null ? new BareFolder(_folder) : await BareServers.ConnectAsync(_servers);
        report($"zstd, level {Zstd.DefaultLevel}, on {ShardTransport.MaxConcurrentPacks} threads", true, await PerSecond(ShardsInRound, () => _zstd.Compress(payload.Content, ShardsInRound)));
        report(_bare.StoreName, true, await PerSecond(ShardsInRound, () => _bare.Store(payload.Frame, ShardsInRound, inFlight)));
        report(_bare.PublishName, true, await PerSecond(MessagesInRound, () => _bare.Publish(message, MessagesInRound, MessagesInFlight)));
        report(OneThread, false, await PerSecond(ShardsInRound, () => _zstdOnOneThread.Compress(payload.Content, ShardsInRound)));
        report("sealed on the disk", false, sealing);
        report(Staged, false, staging);
        report(Drained, false, draining);
    }

    private async Task<TimeSpan> Drain(IUploadGrain outbox)
    {
        var queue = _servers?.OpenQueue(_logger) ?? _queue;
        try
        {
            using var stop = new CancellationTokenSource();
            var options = new UploadWorkerOptions { Parallelism = Math.Clamp(Environment.ProcessorCount, 1, MaxParallelism) };
            await using var worker = new UploadWorker(_staging, queue, new DatasetStores(), options, _logger, _time);
            var drained = _staging.Drained(ShardsInRound);
            var work = worker.RunAsync(stop.Token);
            await InTime(drained, outbox);
            await stop.CancelAsync();
            await work;
            return await drained;
        }
        finally
        {
            if (queue != _queue)
                await queue.DisposeAsync();
        }
    }

    private static async Task Settled(IUploadGrain outbox)
    {
        for (var status = await outbox.Describe(); status.Uploaded < ShardsInRound;)
            status = await outbox.DescribeNext(status);
    }

    private async Task InTime(Task task, IUploadGrain outbox)
    {
        try
        {
            await task.WaitAsync(Patience, _time);
        }
        catch (TimeoutException)
        {
            throw new IOException($"the pipeline stands still: {(await outbox.Describe()).Message ?? "nobody says why"}");
        }
    }

    private async Task<double> PerSecond(int count, Func<Task> action)
    {
        long start = _time.GetTimestamp();
        await action();
        return count / _time.GetElapsedTime(start).TotalSeconds;
    }
}
