using System.Collections.Immutable;
using RlOrleans.Uploads;

namespace RlOrleans.Worker.Staging;

/// <summary>
/// Holds the frames of staged shards by key until they are in their dataset, and what workers said of them. An expected
/// failure is an <see cref="IOException"/> whose message names the place and the reason. Safe for concurrent use.
/// </summary>
public interface IStagingArea : IAsyncDisposable
{
    /// <summary>Stores a frame for as long as it takes, replacing what was there. Once it returns, the frame's memory is the caller's again.</summary>
    Task PutAsync(string key, ReadOnlyMemory<byte> frame, CancellationToken cancellationToken);

    /// <summary>The frame of a key; null if there is none.</summary>
    Task<byte[]?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>Whether there is a frame.</summary>
    Task<bool> ContainsAsync(string key, CancellationToken cancellationToken);

    /// <summary>Leaves word of a shard. With good news its frame is deleted; with bad news it is kept.</summary>
    Task PutReceiptAsync(ShardReceipt receipt, CancellationToken cancellationToken);

    /// <summary>The receipts that there are for these keys.</summary>
    Task<ImmutableArray<ShardReceipt>> FindReceiptsAsync(ImmutableArray<string> keys, CancellationToken cancellationToken);

    /// <summary>Deletes receipts. Keys without one are passed over.</summary>
    Task DeleteReceiptsAsync(ImmutableArray<string> keys, CancellationToken cancellationToken);
}
