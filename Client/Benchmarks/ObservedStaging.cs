using System.Collections.Immutable;
using RlOrleans.Uploads;
using RlOrleans.Worker.Staging;

namespace RlOrleans.Client.Benchmarks;

/// <summary>Times a worker: from the first frame that it fetches to the last receipt that it leaves.</summary>
internal sealed class ObservedStaging(IStagingArea inner, TimeProvider time) : IStagingArea
{
    private TaskCompletionSource<TimeSpan> _done = new();
    private long _begun;
    private int _awaited;

    /// <summary>The time that the next <paramref name="count"/> shards take.</summary>
    /// <exception cref="IOException">The worker gave a shard up.</exception>
    public Task<TimeSpan> Drained(int count)
    {
        _done = new TaskCompletionSource<TimeSpan>(TaskCreationOptions.RunContinuationsAsynchronously);
        _begun = 0;
        _awaited = count;
        return _done.Task;
    }

    public Task PutAsync(string key, ReadOnlyMemory<byte> frame, CancellationToken cancellationToken) => inner.PutAsync(key, frame, cancellationToken);

    public Task<byte[]?> GetAsync(string key, CancellationToken cancellationToken)
    {
        Interlocked.CompareExchange(ref _begun, time.GetTimestamp(), 0);
        return inner.GetAsync(key, cancellationToken);
    }

    public async Task PutReceiptAsync(ShardReceipt receipt, CancellationToken cancellationToken)
    {
        await inner.PutReceiptAsync(receipt, cancellationToken);
        if (receipt.Failure is not null)
            _done.TrySetException(new IOException(receipt.Failure));
        else if (Interlocked.Decrement(ref _awaited) == 0)
            _done.TrySetResult(time.GetElapsedTime(_begun));
    }

    public Task<bool> ContainsAsync(string key, CancellationToken cancellationToken) => inner.ContainsAsync(key, cancellationToken);

    public Task<ImmutableArray<ShardReceipt>> FindReceiptsAsync(ImmutableArray<string> keys, CancellationToken cancellationToken)
        => inner.FindReceiptsAsync(keys, cancellationToken);

    public Task DeleteReceiptsAsync(ImmutableArray<string> keys, CancellationToken cancellationToken) => inner.DeleteReceiptsAsync(keys, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
