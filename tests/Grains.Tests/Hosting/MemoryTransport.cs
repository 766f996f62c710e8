using System.Collections.Concurrent;
using System.Collections.Immutable;
using RlOrleans.Episodes;
using RlOrleans.Uploads;

namespace RlOrleans.Grains.Tests.Hosting;

/// <summary>A staging area, a queue and a worker in memory, any of which can fail on demand.</summary>
internal sealed class MemoryTransport : IShardTransport
{
    private readonly ConcurrentDictionary<string, EpisodeShard> _staged = [];
    private readonly ConcurrentDictionary<string, EpisodeShard> _uploaded = [];
    private readonly ConcurrentDictionary<string, ShardReceipt> _receipts = [];
    private int _stagings;
    private int _notifications;

    /// <summary>Why the worker gives a shard up, by its id; null where it does not.</summary>
    public Func<string, string?> Failure { get; set; } = _ => null;

    /// <summary>What stops a shard from being staged, by its key.</summary>
    public Func<string, Exception?> StagingFailure { get; set; } = _ => null;

    /// <summary>What stops a notification.</summary>
    public Func<string, Exception?> NotifyFailure { get; set; } = _ => null;

    /// <summary>Whether there is a worker; without one, notified shards wait.</summary>
    public bool HasWorker { get; set; } = true;

    public bool IsDurable { get; init; } = true;

    public int Stagings => _stagings;

    public int Notifications => _notifications;

    public IReadOnlyList<string> ShardIds => [.. _uploaded.Values.Select(shard => shard.ShardId).Order(StringComparer.Ordinal)];

    public IReadOnlyList<Episode> Episodes(string split)
        => [.. _uploaded.Values.Where(shard => shard.Target.Split == split).SelectMany(shard => shard.Episodes)];

    /// <summary>Loses what is staged, as a server without a disk does at a restart.</summary>
    public void LoseStaged() => _staged.Clear();

    /// <summary>A worker gives up all that is staged.</summary>
    public void GiveUp(string reason)
    {
        foreach (string key in _staged.Keys)
        {
            _receipts[key] = new ShardReceipt(key, reason);
        }
    }

    public Task StageAsync(string key, EpisodeShard shard, CancellationToken cancellationToken)
    {
        if (StagingFailure(key) is { } failure)
        {
            return Task.FromException(failure);
        }

        Interlocked.Increment(ref _stagings);
        _staged[key] = shard;
        return Task.CompletedTask;
    }

    public Task NotifyAsync(string key, CancellationToken cancellationToken)
    {
        if (NotifyFailure(key) is { } failure)
        {
            return Task.FromException(failure);
        }

        Interlocked.Increment(ref _notifications);
        if (HasWorker && _staged.TryGetValue(key, out var shard))
        {
            if (Failure(shard.ShardId) is { } reason)
            {
                _receipts[key] = new ShardReceipt(key, reason);
            }
            else
            {
                _uploaded.TryAdd(key, shard);
                _receipts[key] = new ShardReceipt(key, null);
                _staged.TryRemove(key, out _);
            }
        }

        return Task.CompletedTask;
    }

    public Task<bool> IsStagedAsync(string key, CancellationToken cancellationToken) => Task.FromResult(_staged.ContainsKey(key));

    public Task<ImmutableArray<ShardReceipt>> FindReceiptsAsync(ImmutableArray<string> keys, CancellationToken cancellationToken)
        => Task.FromResult(keys.Where(_receipts.ContainsKey).Select(key => _receipts[key]).ToImmutableArray());

    public Task ForgetReceiptsAsync(ImmutableArray<string> keys, CancellationToken cancellationToken)
    {
        foreach (string key in keys)
        {
            _receipts.TryRemove(key, out _);
        }

        return Task.CompletedTask;
    }
}
