using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using RlOrleans.Episodes;
using RlOrleans.Uploads;
using RlOrleans.Worker.Datasets;
using RlOrleans.Worker.Queue;
using RlOrleans.Worker.Staging;
using RlOrleans.Worker.Tests.Datasets;
using RlOrleans.Worker.Uploads;

namespace RlOrleans.Worker.Tests.Uploads;

public sealed class UploadWorkerTests : IAsyncDisposable
{
    private const string Key = "episodes:x:1";

    private readonly TemporaryFolder _folder = new();
    private readonly StagingFolder _staging;
    private readonly LocalShardQueue _queue = new();
    private readonly CancellationTokenSource _stop = new();

    public UploadWorkerTests() => _staging = new StagingFolder(Path.Combine(_folder.Path, "staging"));

    private string Dataset => Path.Combine(_folder.Path, "dataset");

    public async ValueTask DisposeAsync()
    {
        _stop.Dispose();
        await _queue.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Run_StagedShard_IsInItsDatasetWithAReceiptAndWithoutItsFrame()
    {
        await StageAsync(Shards.Make(Dataset));
        Task running = Run();

        ShardReceipt receipt = await ReceiptAsync();
        await StopAsync(running);

        Assert.Null(receipt.Failure);
        Assert.Null(await _staging.GetAsync(Key, default));
        Assert.Equal(2, Directory.GetFiles(Dataset, "*.parquet", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task Run_SecondNotificationOfAnUploadedShard_IsPassedOver()
    {
        await StageAsync(Shards.Make(Dataset));
        Task running = Run();
        await ReceiptAsync();

        await _queue.PublishAsync(Key, default);
        await StageAsync(Shards.Make(Dataset), "episodes:x:2");
        await ReceiptAsync("episodes:x:2");
        await StopAsync(running);

        Assert.Null((await ReceiptAsync()).Failure);
    }

    [Fact]
    public async Task Run_NothingStaged_IsGivenUpAfterTheLastDelivery()
    {
        await _queue.PublishAsync(Key, default);
        Task running = Run();

        ShardReceipt receipt = await ReceiptAsync();
        await StopAsync(running);

        Assert.Contains("Nothing is staged", receipt.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_DamagedFrame_IsGivenUpAndTheNextShardArrives()
    {
        byte[] frame = ShardFrame.Pack(Shards.Make(Dataset));
        await _staging.PutAsync(Key, frame.AsMemory(0, frame.Length / 2), default);
        await _queue.PublishAsync(Key, default);
        await StageAsync(Shards.Make(Dataset), "episodes:x:2");
        Task running = Run();

        ShardReceipt bad = await ReceiptAsync(), good = await ReceiptAsync("episodes:x:2");
        await StopAsync(running);

        Assert.NotNull(bad.Failure);
        Assert.Null(good.Failure);
        Assert.NotNull(await _staging.GetAsync(Key, default));
    }

    [Fact]
    public async Task Run_ShardOfOtherColumns_IsGivenUpWithTheReason()
    {
        await StageAsync(Shards.Make(Dataset));
        Task running = Run();
        await ReceiptAsync();

        await StageAsync(Shards.Make(Dataset, id: "agent-0-000002", discrete: false), "episodes:x:2");
        ShardReceipt receipt = await ReceiptAsync("episodes:x:2");
        await StopAsync(running);

        Assert.Contains("discrete actions", receipt.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_DatasetNameThatIsNotAllowed_IsGivenUpWithTheReason()
    {
        await StageAsync(Shards.Make("ftp://somewhere"));
        Task running = Run();

        ShardReceipt receipt = await ReceiptAsync();
        await StopAsync(running);

        Assert.Contains("ftp://somewhere", receipt.Failure, StringComparison.Ordinal);
    }

    private Task Run()
    {
        var options = new UploadWorkerOptions { MaxAttempts = 2, RetryDelay = TimeSpan.FromMilliseconds(1) };
        var worker = new UploadWorker(_staging, _queue, new DatasetStores(), options, NullLogger.Instance);
        return Task.Run(async () =>
        {
            await using (worker)
                await worker.RunAsync(_stop.Token);
        });
    }

    private async Task StopAsync(Task running)
    {
        await _stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromMinutes(1));
    }

    private async Task StageAsync(EpisodeShard shard, string key = Key)
    {
        var transport = new ShardTransport(_staging, _queue);
        await transport.StageAsync(key, shard, default);
        await transport.NotifyAsync(key, default);
    }

    private async Task<ShardReceipt> ReceiptAsync(string key = Key)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            ImmutableArray<ShardReceipt> receipts = await _staging.FindReceiptsAsync([key], deadline.Token);
            if (!receipts.IsEmpty)
                return receipts[0];
            await timer.WaitForNextTickAsync(deadline.Token);
        }
    }
}
