using System.Collections.Immutable;
using RlOrleans.Episodes;
using RlOrleans.Uploads;
using RlOrleans.Worker.Queue;
using RlOrleans.Worker.Staging;

namespace RlOrleans.Worker.Uploads;

/// <summary>The way to the workers: frames into a staging area, keys into a queue.</summary>
public sealed class ShardTransport(IStagingArea staging, IShardQueue queue) : IShardTransport, IDisposable
{
    /// <summary>Shards that are packed at the same time, each on a core: while they are, others are on their way.</summary>
    public const int MaxConcurrentPacks = 2;

    private readonly ShardPacker _packer = new(MaxConcurrentPacks);

    /// <inheritdoc/>
    public bool IsDurable => queue.IsDurable;

    /// <inheritdoc/>
    public async Task StageAsync(string key, EpisodeShard shard, CancellationToken cancellationToken)
    {
        PackedShard packed = await _packer.PackAsync(shard, cancellationToken).ConfigureAwait(false);
        await staging.PutAsync(key, packed.Frame, cancellationToken).ConfigureAwait(false);

        // Not after a failure: a call that was given up may still read from it.
        packed.Dispose();
    }

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

    /// <inheritdoc/>
    public void Dispose() => _packer.Dispose();
}
