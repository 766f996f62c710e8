using System.Collections.Immutable;
using RlOrleans.Episodes;
using RlOrleans.Uploads;
using RlOrleans.Worker.Queue;
using RlOrleans.Worker.Staging;

namespace RlOrleans.Worker.Uploads;

/// <summary>The way to the workers: frames into a staging area, keys into a queue.</summary>
public sealed class ShardTransport(IStagingArea staging, IShardQueue queue) : IShardTransport
{
    /// <inheritdoc/>
    public bool IsDurable => queue.IsDurable;

    /// <inheritdoc/>
    public Task StageAsync(string key, EpisodeShard shard, CancellationToken cancellationToken) =>
        staging.PutAsync(key, ShardFrame.Pack(shard), cancellationToken);

    /// <inheritdoc/>
    public Task NotifyAsync(string key, CancellationToken cancellationToken) => queue.PublishAsync(key, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> IsStagedAsync(string key, CancellationToken cancellationToken) => staging.ContainsAsync(key, cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<ShardReceipt>> FindReceiptsAsync(ImmutableArray<string> keys, CancellationToken cancellationToken) =>
        staging.FindReceiptsAsync(keys, cancellationToken);

    /// <inheritdoc/>
    public Task ForgetReceiptsAsync(ImmutableArray<string> keys, CancellationToken cancellationToken) =>
        staging.DeleteReceiptsAsync(keys, cancellationToken);
}
