using System.Collections.Immutable;

namespace RlOrleans.Worker.Datasets;

/// <summary>
/// Where the finished files of one dataset go: a folder, or a repository on the Hugging Face Hub. File names follow from
/// the shard, so a shard that is brought again is found there and acknowledged, not written again. Safe for concurrent
/// use, also by several processes.
/// </summary>
public interface IDatasetStore : IAsyncDisposable
{
    /// <summary>The dataset as people name it: a path, or <c>hf://user/name</c>.</summary>
    string Location { get; }

    /// <summary>How many shards a commit should gather, and how long it should wait for them.</summary>
    CommitBatching Batching { get; }

    /// <summary>
    /// Makes of a shard what a commit needs; nothing of it is in the dataset yet. Takes up to a second of CPU: not for a grain's
    /// turn. A store that reads the shard when it is committed finds only then that it is damaged.
    /// </summary>
    /// <returns>The prepared shard; dispose it when it is committed or given up.</returns>
    /// <exception cref="DatasetStoreException">
    /// The shard can never be part of this dataset (<see cref="DatasetStoreError.BadShard"/>), or could not be prepared now.
    /// </exception>
    PreparedShard Prepare(ReadableShard shard, CancellationToken cancellationToken);

    /// <summary>
    /// Makes prepared shards part of the dataset, for good. Idempotent: safe to retry after any failure, and after one
    /// whose outcome is unknown. Each shard is there whole or not at all.
    /// </summary>
    /// <param name="shards">At most <see cref="CommitBatching.MaxShards"/> of this store.</param>
    /// <param name="cancellationToken">Gives up; what was committed until then stays.</param>
    /// <exception cref="DatasetStoreException">
    /// They could not be committed, after as many attempts as make sense; the code says what to do.
    /// </exception>
    Task<CommitReceipt> CommitAsync(IReadOnlyList<PreparedShard> shards, CancellationToken cancellationToken);
}

/// <summary>How a store wants shards gathered.</summary>
/// <param name="MaxShards">Shards in a commit, at most.</param>
/// <param name="MaxDelay">How long the first of them may wait for others.</param>
public sealed record CommitBatching(int MaxShards, TimeSpan MaxDelay);

/// <summary>What became of a commit's shards, each by its key (<c>run/shard</c>).</summary>
/// <param name="Written">Those that were added.</param>
/// <param name="AlreadyThere">Those that were there before.</param>
/// <param name="Revision">The commit that has them all; null where the store has no revisions.</param>
public sealed record CommitReceipt(ImmutableArray<string> Written, ImmutableArray<string> AlreadyThere, string? Revision);

/// <summary>A shard that only has to be committed.</summary>
public abstract class PreparedShard : IDisposable
{
    private protected PreparedShard(ReadableShard shard)
    {
        Key = KeyOf(shard);
        FileName = DatasetLayout.FileNameOf(shard);
        EpisodeCount = shard.EpisodeCount;
    }

    /// <summary>Unique among all shards: <c>run/shard</c>.</summary>
    public string Key { get; }

    /// <summary>The name that its files have in the dataset.</summary>
    public string FileName { get; }

    /// <summary>How many episodes it has.</summary>
    public int EpisodeCount { get; }

    /// <summary>The key of a shard.</summary>
    internal static string KeyOf(ReadableShard shard) => $"{shard.Target.RunId}/{shard.ShardId}";

    /// <summary>Lets go of what it holds in memory and on disk.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of what it holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
