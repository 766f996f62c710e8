using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace RlOrleans.Uploads;

public sealed partial class UploadGrain
{
    /// <summary>Keys of one question for receipts.</summary>
    private const int MaxReceiptKeys = 256;

    /// <summary>
    /// One round over the outbox: what failed may be tried again, and receipts are read. It waits for no shard that is on its
    /// way, so that a server which does not answer holds up nothing but what goes to it.
    /// </summary>
    private async Task Advance(CancellationToken cancellationToken)
    {
        _advancing = true;
        _pace.Begin();
        (_isStagingDown, _isQueueDown) = (false, false);
        SendMore();
        try
        {
            await CollectReceipts(cancellationToken);
            _obstacles = _obstacles with { Receipts = null };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The silo stops; the outbox is durable.
        }
        catch (Exception exception)
        {
            // Whatever it is, the next round begins with what is known now, and later than it would otherwise.
            _pace.Failed();
            _obstacles = _obstacles with { Receipts = Reason(exception) };
        }

        _advancing = false;
        TellOfChange();
        Schedule();
    }

    private void Schedule()
    {
        if (!_advancing && !_stopping.IsCancellationRequested)
        {
            var delay = Entries.Exists(entry => entry.Phase != UploadPhase.Failed) ? _pace.Next(isIdle: _onTheirWay.Count == 0) : Timeout.InfiniteTimeSpan;
            _timer!.Change(delay, Timeout.InfiniteTimeSpan);
        }
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {Run}: shard {Shard} is uploaded, and its content could not be removed: {Reason}")]
    private partial void LogNotReleased(string run, string shard, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {Run}: no word of shard {Shard}; the workers are told again (still staged: {Staged}).")]
    private partial void LogReminded(string run, string shard, bool staged);
}
