using RlOrleans.Episodes;
using RlOrleans.Worker.Datasets;

namespace RlOrleans.Worker.Tests.Datasets;

/// <summary>Brings shards straight into their datasets, one commit a shard.</summary>
/// <param name="stores">Where the datasets are.</param>
internal sealed class DatasetSink(DatasetStores stores)
{
    public async Task WriteAsync(EpisodeShard shard, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(shard);
        IDatasetStore store = stores.Open(shard.Target.Dataset);
        using PreparedShard prepared = store.Prepare(shard, cancellationToken);
        await store.CommitAsync([prepared], cancellationToken).ConfigureAwait(false);
    }
}
