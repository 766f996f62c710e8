using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace RlOrleans.Uploads;

public sealed partial class UploadGrain
{
    /// <summary>Shards that are sent before receipts are looked for again.</summary>
    private const int MaxShardsInRound = 64;

    /// <summary>Keys of one question for receipts.</summary>
    private const int MaxReceiptKeys = 256;

    /// <summary>
    /// One round over the outbox. What cannot be sent does not hold up what is to be read: with the queue down, shards can
    /// still be staged and receipts be read.
    /// </summary>
    private async Task Advance(CancellationToken cancellationToken)
    {
        _advancing = true;
        _pace.Begin();
        var before = Status();
        string? obstacle = null;
        await Try(Send);
        await Try(CollectReceipts);
        if (obstacle != _obstacle)
        {
            _obstacle = obstacle;
            if (obstacle is not null)
            {
                LogObstacle(RunId, obstacle);
            }
        }

        if (Status() != before)
        {
            SignalChange();
        }

        _advancing = false;
        if (!cancellationToken.IsCancellationRequested)
        {
            var delay = Entries.Exists(entry => entry.Phase != UploadPhase.Failed) ? _pace.Next() : Timeout.InfiniteTimeSpan;
            _timer!.Change(delay, Timeout.InfiniteTimeSpan);
        }

        async Task Try(Func<CancellationToken, Task> step)
        {
            try
            {
                await step(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // The silo stops; the outbox is durable.
            }
            catch (Exception exception)
            {
                // Whatever it is, the next round begins with what is known now, and later than it would otherwise.
                _pace.Failed();
                obstacle ??= exception is IOException ? exception.Message : exception.GetBaseException().Message;
            }
        }
    }

    /// <summary>
    /// Stages shards, several at a time, and tells the workers of each as soon as it is there, while the next is packed. The
    /// first failure of a kind stands for the others of the round: a server that is down is asked once.
    /// </summary>
    private async Task Send(CancellationToken cancellationToken)
    {
        using var room = new SemaphoreSlim(options.Value.MaxConcurrentStagings);
        bool isStagingDown = false, isQueueDown = false;
        var waiting = Entries.Where(entry => entry.Phase is UploadPhase.Sealed or UploadPhase.Staged).Take(MaxShardsInRound).ToArray();
        await Task.WhenAll(waiting.Select(SendOne));

        async Task SendOne(OutboxEntry entry)
        {
            if (entry.Phase == UploadPhase.Sealed)
            {
                await room.WaitAsync(cancellationToken);
                try
                {
                    if (isStagingDown || !await Stage(entry))
                    {
                        return;
                    }
                }
                catch
                {
                    isStagingDown = true;
                    throw;
                }
                finally
                {
                    room.Release();
                }
            }

            if (isQueueDown)
            {
                return;
            }

            try
            {
                await Notify(entry, cancellationToken);
            }
            catch
            {
                isQueueDown = true;
                throw;
            }
        }
    }

    private async Task<bool> Stage(OutboxEntry entry)
    {
        if (await Shard(entry.Shard.ShardId).Stage(entry.Shard.Key))
        {
            Move(entry, UploadPhase.Staged);
            return true;
        }

        // The shard was released, which only a receipt can bring about: this process's forerunner noted no more of it.
        NoteUploaded(entry);
        return false;
    }

    private async Task Notify(OutboxEntry entry, CancellationToken cancellationToken)
    {
        await transport.NotifyAsync(entry.Shard.Key, cancellationToken);
        int told = _notifications.TryGetValue(entry.Shard.Key, out var earlier) ? earlier.Count : 0;
        _notifications[entry.Shard.Key] = new Notification(time.GetTimestamp(), told + 1);
        Move(entry, UploadPhase.Notified);
    }

    private async Task CollectReceipts(CancellationToken cancellationToken)
    {
        var notified = Entries.Where(entry => entry.Phase == UploadPhase.Notified).ToArray();
        foreach (var batch in notified.Chunk(MaxReceiptKeys))
        {
            var receipts = await transport.FindReceiptsAsync([.. batch.Select(entry => entry.Shard.Key)], cancellationToken);
            if (!receipts.IsEmpty)
            {
                await Note(receipts, cancellationToken);
            }
        }

        foreach (var entry in Entries.Where(IsOverdue).ToArray())
        {
            await Remind(entry, cancellationToken);
        }
    }

    private async Task Note(ImmutableArray<ShardReceipt> receipts, CancellationToken cancellationToken)
    {
        var entries = Entries.ToDictionary(entry => entry.Shard.Key);
        var noted = new List<string>();
        foreach (var receipt in receipts)
        {
            if (!entries.TryGetValue(receipt.Key, out var entry))
            {
                continue;
            }

            if (receipt.Failure is null)
            {
                // First the shard lets go of its episodes, then the outbox of the shard: the other way round, a kill in
                // between would leave the episodes for good.
                await Shard(entry.Shard.ShardId).Release();
                NoteUploaded(entry);
                noted.Add(receipt.Key);
            }
            else if (_retried.Remove(receipt.Key))
            {
                Retry(entry);
                noted.Add(receipt.Key);
            }
            else
            {
                entry.Failure = receipt.Failure;
                Move(entry, UploadPhase.Failed);
                LogFailed(RunId, entry.Shard.ShardId, receipt.Failure);
            }
        }

        await state.WriteStateAsync(cancellationToken);
        await transport.ForgetReceiptsAsync([.. noted], cancellationToken);
    }

    /// <summary>A staging area or a queue may have lost what it was given. Workers pass over what they know.</summary>
    private async Task Remind(OutboxEntry entry, CancellationToken cancellationToken)
    {
        bool isStaged = await transport.IsStagedAsync(entry.Shard.Key, cancellationToken);
        Move(entry, isStaged ? UploadPhase.Staged : UploadPhase.Sealed);
        LogReminded(RunId, entry.Shard.ShardId, isStaged);
        await state.WriteStateAsync(cancellationToken);
    }

    // Each reminder waits twice as long as the one before.
    private bool IsOverdue(OutboxEntry entry)
        => entry.Phase == UploadPhase.Notified
        && WaitOf(entry) > options.Value.ReminderInterval * (1 << Math.Clamp(_notifications[entry.Shard.Key].Count - 1, 0, 10));

    private void Move(OutboxEntry entry, UploadPhase phase)
    {
        entry.Phase = phase;
        _pace.Progressed();
    }

    private void Retry(OutboxEntry entry)
    {
        entry.Failure = null;
        Move(entry, UploadPhase.Sealed);
    }

    private void NoteUploaded(OutboxEntry entry)
    {
        Entries.Remove(entry);
        _notifications.Remove(entry.Shard.Key);
        _retried.Remove(entry.Shard.Key);
        state.State.UploadedShards++;
        state.State.UploadedEpisodes += entry.Shard.Episodes;
        _pace.Progressed();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {Run}: recorded episodes wait: {Obstacle}")]
    private partial void LogObstacle(string run, string obstacle);

    [LoggerMessage(Level = LogLevel.Error, Message = "Run {Run}: shard {Shard} could not be uploaded and is kept: {Reason}")]
    private partial void LogFailed(string run, string shard, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {Run}: no word of shard {Shard}; the workers are told again (still staged: {Staged}).")]
    private partial void LogReminded(string run, string shard, bool staged);
}
