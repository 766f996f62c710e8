namespace RlOrleans.Uploads;

public sealed partial class UploadGrain
{
    /// <summary>Shards that are being staged or told of, at most.</summary>
    private const int MaxShardsOnTheirWay = 64;

    private readonly HashSet<OutboxEntry> _onTheirWay = [];
    private int _stagings;

    // A server that is down is asked once, until the next round.
    private bool _isStagingDown;
    private bool _isQueueDown;

    /// <summary>
    /// Sets shards on their way until no more may be: as soon as one is staged the next begins, and the workers are told of
    /// each on its own.
    /// </summary>
    private void SendMore()
    {
        foreach (var entry in Entries.Where(MaySend).ToArray())
        {
            // The one before may have taken the last place.
            if (MaySend(entry))
            {
                _onTheirWay.Add(entry);
                _ = Send(entry);
            }
        }
    }

    private bool MaySend(OutboxEntry entry) => entry.Phase switch
    {
        _ when _onTheirWay.Count >= MaxShardsOnTheirWay || _onTheirWay.Contains(entry) || _stopping.IsCancellationRequested => false,
        UploadPhase.Sealed => _stagings < options.Value.MaxConcurrentStagings && !_isStagingDown,
        UploadPhase.Staged => !_isQueueDown,
        _ => false,
    };

    // Never fails: what goes wrong becomes the obstacle that the status tells.
    private async Task Send(OutboxEntry entry)
    {
        try
        {
            if (entry.Phase == UploadPhase.Sealed && !await TryStage(entry))
            {
                return;
            }

            if (entry.Phase == UploadPhase.Staged && !_isQueueDown)
            {
                await TryNotify(entry);
            }
        }
        finally
        {
            _onTheirWay.Remove(entry);
            TellOfChange();
        }
    }

    private async Task<bool> TryStage(OutboxEntry entry)
    {
        _stagings++;
        try
        {
            await Stage(entry);
            _obstacles = _obstacles with { Staging = null };
            return true;
        }
        catch when (_stopping.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception exception)
        {
            NoteFailure(ref _isStagingDown);
            _obstacles = _obstacles with { Staging = Reason(exception) };
            return false;
        }
        finally
        {
            _stagings--;
            SendMore();
        }
    }

    private async Task TryNotify(OutboxEntry entry)
    {
        try
        {
            await Notify(entry, _stopping.Token);
            _obstacles = _obstacles with { Queue = null };

            // A receipt may be here soon.
            Schedule();
        }
        catch when (_stopping.IsCancellationRequested)
        {
            // The silo stops; the outbox is durable.
        }
        catch (Exception exception)
        {
            NoteFailure(ref _isQueueDown);
            _obstacles = _obstacles with { Queue = Reason(exception) };
        }
    }

    // Several shards that find the same server down are one failure.
    private void NoteFailure(ref bool isDown)
    {
        if (!isDown)
        {
            isDown = true;
            _pace.Failed();
            Schedule();
        }
    }

    private async Task Stage(OutboxEntry entry)
    {
        if (await Shard(entry.Shard.ShardId).Stage(entry.Shard.Key))
        {
            Move(entry, UploadPhase.Staged);
        }
        else
        {
            // The shard was released, which only a receipt can bring about: this process's forerunner noted no more of it.
            NoteUploaded(entry);
        }
    }

    private async Task Notify(OutboxEntry entry, CancellationToken cancellationToken)
    {
        await transport.NotifyAsync(entry.Shard.Key, cancellationToken);
        int told = _notifications.TryGetValue(entry.Shard.Key, out var earlier) ? earlier.Count : 0;
        _notifications[entry.Shard.Key] = new Notification(time.GetTimestamp(), told + 1);
        Move(entry, UploadPhase.Notified);
    }

    private static string Reason(Exception exception) => exception is IOException ? exception.Message : exception.GetBaseException().Message;

    /// <summary>What the outbox waits for, of each kind; null where nothing is in the way.</summary>
    private sealed record Obstacles(string? Staging = null, string? Queue = null, string? Receipts = null)
    {
        public string? First => Staging ?? Queue ?? Receipts;
    }
}
