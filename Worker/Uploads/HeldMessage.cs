using RlOrleans.Worker.Queue;

namespace RlOrleans.Worker.Uploads;

/// <summary>A message whose shards are at work; it is answered when the last of them is done with.</summary>
/// <param name="delivery">The message.</param>
/// <param name="keyCount">Its keys.</param>
/// <param name="maxDeliveries">Deliveries after which bad keys are buried.</param>
internal sealed class HeldMessage(IShardDelivery delivery, int keyCount, int maxDeliveries)
{
    private readonly Lock _gate = new();
    private readonly List<(string Key, string Reason)> _bad = [];
    private int _open = keyCount;
    private bool _isReturned;

    /// <summary>Whether this is the last chance of its shards.</summary>
    public bool IsLastDelivery => delivery.Attempt >= maxDeliveries;

    /// <summary>A shard is in its dataset.</summary>
    public Task DoneAsync(CancellationToken cancellationToken) => CloseAsync(null, cancellationToken);

    /// <summary>A shard is bad, or is not there.</summary>
    public Task BadAsync(string key, string reason, CancellationToken cancellationToken) => CloseAsync((key, reason), cancellationToken);

    /// <summary>A shard is put down for somebody else to take up: the message goes back.</summary>
    public Task PutDownAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            _isReturned = true;
        return CloseAsync(null, cancellationToken);
    }

    private async Task CloseAsync((string Key, string Reason)? bad, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (bad is { } found)
                _bad.Add(found);
            if (--_open > 0)
                return;
        }

        if (_isReturned || (_bad.Count > 0 && !IsLastDelivery))
            await delivery.ReturnAsync(cancellationToken).ConfigureAwait(false);
        else if (_bad.Count > 0)
            await delivery.BuryAsync(ShardNotification.Write(_bad.Select(item => item.Key)), string.Join("; ", _bad.Select(item => item.Reason).Distinct()), cancellationToken).ConfigureAwait(false);
        else
            await delivery.AcknowledgeAsync(cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>A shard that only has to be committed.</summary>
internal sealed record HeldShard(string Key, Datasets.PreparedShard Prepared, HeldMessage Message);
