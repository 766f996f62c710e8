using System.Collections.Immutable;
using RlOrleans.Episodes;
using RlOrleans.Uploads;

namespace RlOrleans.Client.Benchmarks;

/// <summary>Holds shards back until it is opened, and tells when the last of them is in safe hands.</summary>
internal sealed class ObservedTransport(IShardTransport inner) : IShardTransport
{
    private TaskCompletionSource _open = New();
    private TaskCompletionSource _done = New();
    private int _awaited;

    public bool IsDurable => inner.IsDurable;

    /// <summary>Closes the gate.</summary>
    public void Close() => _open = New();

    /// <summary>Opens the gate; ends when <paramref name="count"/> shards are staged and their notifications confirmed.</summary>
    public Task Open(int count)
    {
        _done = New();
        _awaited = count;
        _open.SetResult();
        return _done.Task;
    }

    public async Task StageAsync(string key, EpisodeShard shard, CancellationToken cancellationToken)
    {
        await _open.Task.WaitAsync(cancellationToken);
        await inner.StageAsync(key, shard, cancellationToken);
    }

    public async Task NotifyAsync(string key, CancellationToken cancellationToken)
    {
        await inner.NotifyAsync(key, cancellationToken);
        if (Interlocked.Decrement(ref _awaited) == 0)
            _done.SetResult();
    }

    public Task<bool> IsStagedAsync(string key, CancellationToken cancellationToken) => inner.IsStagedAsync(key, cancellationToken);

    public Task<ImmutableArray<ShardReceipt>> FindReceiptsAsync(ImmutableArray<string> keys, CancellationToken cancellationToken)
        => inner.FindReceiptsAsync(keys, cancellationToken);

    public Task ForgetReceiptsAsync(ImmutableArray<string> keys, CancellationToken cancellationToken) => inner.ForgetReceiptsAsync(keys, cancellationToken);

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
