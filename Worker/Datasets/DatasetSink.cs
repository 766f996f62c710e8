using RlOrleans.Episodes;

namespace RlOrleans.Worker.Datasets;

/// <summary>Brings each sealed shard straight into its dataset, one commit a shard.</summary>
/// <param name="stores">Where the datasets are.</param>
public sealed class DatasetSink(DatasetStores stores) : IShardSink
{
    /// <inheritdoc/>
    public async Task WriteAsync(EpisodeShard shard, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(shard);
        IDatasetStore store = stores.Open(shard.Target.Dataset);
        using PreparedShard prepared = store.Prepare(shard, cancellationToken);
        await store.CommitAsync([prepared], cancellationToken).ConfigureAwait(false);
    }
}
