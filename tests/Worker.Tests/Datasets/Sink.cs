using RlOrleans.Episodes;
using RlOrleans.Files;
using RlOrleans.Worker.Datasets;
using RlOrleans.Worker.Parquet;

namespace RlOrleans.Worker.Tests.Datasets;

/// <summary>Commits shards to the folders that they name, one at a time.</summary>
internal sealed class Sink(AtomicFile? files = null, TimeProvider? time = null, ParquetWriterOptions? options = null)
{
    public async Task<CommitReceipt> WriteAsync(EpisodeShard shard, CancellationToken cancellationToken)
    {
        await using var folder = new DatasetFolder(shard.Target.Dataset, files ?? new AtomicFile(), time ?? TimeProvider.System, options);
        using PreparedShard prepared = folder.Prepare(shard, cancellationToken);
        return await folder.CommitAsync([prepared], cancellationToken);
    }
}
