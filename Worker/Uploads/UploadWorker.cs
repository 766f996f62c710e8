using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RlOrleans.Uploads;
using RlOrleans.Worker.Datasets;
using RlOrleans.Worker.Queue;
using RlOrleans.Worker.Staging;

namespace RlOrleans.Worker.Uploads;

/// <summary>
/// Takes staged shards to their datasets. The order makes each one arrive exactly once, whenever the process ends: it is
/// committed (a dataset acknowledges what it has), its receipt is left and its frame deleted, its message acknowledged. A
/// message that comes again finds the receipt.
/// </summary>
public sealed partial class UploadWorker : IAsyncDisposable
{
    private readonly IStagingArea _staging;
    private readonly IShardQueue _queue;
    private readonly DatasetStores _stores;
    private readonly UploadWorkerOptions _options;
    private readonly Persistence _persistence;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, Lazy<CommitLoop>> _commits = new(StringComparer.Ordinal);

    /// <summary>Makes a worker; it does nothing yet.</summary>
    /// <param name="staging">Where the frames are.</param>
    /// <param name="queue">What tells of them.</param>
    /// <param name="stores">Where they go.</param>
    /// <param name="options">How it goes about it.</param>
    /// <param name="logger">Told of commits, obstacles and bad shards.</param>
    /// <param name="time">Measures waits.</param>
    public UploadWorker(
        IStagingArea staging, IShardQueue queue, DatasetStores stores, UploadWorkerOptions options, ILogger logger, TimeProvider? time = null)
    {
        _staging = staging;
        _queue = queue;
        _stores = stores;
        _options = options;
        _logger = logger;
        _time = time ?? TimeProvider.System;
        _persistence = new Persistence(options, _time, LogObstacle);
    }

    /// <summary>
    /// Works until it is told to stop; then it takes no more messages, and finishes or returns what it holds.
    /// </summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var giveUp = new CancellationTokenSource();
        await using CancellationTokenRegistration patience = stopping.Register(() => giveUp.CancelAfter(_options.StopPatience));
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _options.Parallelism };
        await Parallel.ForEachAsync(
            _queue.ConsumeAsync(_options.Prefetch, stopping),
            parallel,
            async (delivery, _) => await TakeAsync(delivery, stopping, giveUp.Token).ConfigureAwait(false)).ConfigureAwait(false);
        foreach (Lazy<CommitLoop> commits in _commits.Values)
            await commits.Value.FinishAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _stores.DisposeAsync().ConfigureAwait(false);

    /// <summary>Brings the shards of one message to their commits. Nothing that a message holds may end the worker.</summary>
    private async Task TakeAsync(IShardDelivery delivery, CancellationToken stopping, CancellationToken giveUp)
    {
        try
        {
            IReadOnlyList<string> keys;
            try
            {
                keys = ShardNotification.Read(delivery.Body);
            }
            catch (InvalidDataException error)
            {
                LogBadMessage(ShardNotification.Excerpt(delivery.Body), error.Message);
                await delivery.BuryAsync(delivery.Body, error.Message, giveUp).ConfigureAwait(false);
                return;
            }

            var message = new HeldMessage(delivery, keys.Count, _options.MaxDeliveries);
            foreach (string key in keys)
                await TakeAsync(key, message, stopping, giveUp).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            // The connection is lost, or the stop's patience is over: the queue delivers the message again.
            LogMessageLost(ShardNotification.Excerpt(delivery.Body), error.Message);
        }
    }

    private async Task TakeAsync(string key, HeldMessage message, CancellationToken stopping, CancellationToken giveUp)
    {
        PreparedShard prepared;
        string dataset;
        try
        {
            byte[]? frame = await _persistence.TryAsync(token => _staging.GetAsync(key, token), stopping).ConfigureAwait(false);
            if (frame is null)
            {
                await MissingAsync(key, message, giveUp).ConfigureAwait(false);
                return;
            }

            StagedShard shard = StagedShard.Open(frame, _options.MaxUnpackedBytes);
            dataset = shard.Target.Dataset;
            prepared = await _persistence.TryAsync(token => Task.FromResult(_stores.Open(dataset).Prepare(shard, token)), stopping).ConfigureAwait(false);
        }
        catch (InvalidDataException error)
        {
            await BadAsync(key, message, error.Message, giveUp).ConfigureAwait(false);
            return;
        }
        catch (DatasetStoreException error) when (error.Code == DatasetStoreError.BadShard)
        {
            await BadAsync(key, message, error.Message, giveUp).ConfigureAwait(false);
            return;
        }
        catch (IOException error)
        {
            await GiveUpAsync(key, message, error.Message, giveUp).ConfigureAwait(false);
            return;
        }
        catch (OperationCanceledException)
        {
            await message.PutDownAsync(giveUp).ConfigureAwait(false);
            return;
        }

        CommitLoop commits = _commits.GetOrAdd(dataset, name => new(() => new CommitLoop(this, _stores.Open(name), stopping, giveUp))).Value;
        await commits.AddAsync(new HeldShard(key, prepared, message)).ConfigureAwait(false);
    }

    /// <summary>A shard without a frame was uploaded, if there is a receipt; otherwise it was lost, or never there.</summary>
    private async Task MissingAsync(string key, HeldMessage message, CancellationToken giveUp)
    {
        var receipts = await _persistence.TryAsync(token => _staging.FindReceiptsAsync([key], token), giveUp).ConfigureAwait(false);
        if (receipts.Any(receipt => receipt.Failure is null))
            await message.DoneAsync(giveUp).ConfigureAwait(false);
        else
            await BadAsync(key, message, $"Nothing is staged under '{key}'.", giveUp).ConfigureAwait(false);
    }

    /// <summary>A shard that can never be uploaded: after its last delivery it is buried, and its run is told.</summary>
    private async Task BadAsync(string key, HeldMessage message, string reason, CancellationToken giveUp)
    {
        LogBadShard(key, reason, message.IsLastDelivery);
        if (message.IsLastDelivery)
            await LeaveReceiptAsync(new ShardReceipt(key, reason), giveUp).ConfigureAwait(false);
        await message.BadAsync(key, reason, giveUp).ConfigureAwait(false);
    }

    /// <summary>A good shard that cannot be uploaded for now, where somebody waits for the answer.</summary>
    private async Task GiveUpAsync(string key, HeldMessage message, string reason, CancellationToken giveUp)
    {
        await LeaveReceiptAsync(new ShardReceipt(key, reason), giveUp).ConfigureAwait(false);
        await message.DoneAsync(giveUp).ConfigureAwait(false);
    }

    private Task<bool> LeaveReceiptAsync(ShardReceipt receipt, CancellationToken giveUp) => _persistence.TryAsync(
        async token =>
        {
            await _staging.PutReceiptAsync(receipt, token).ConfigureAwait(false);
            return true;
        },
        giveUp);
}
