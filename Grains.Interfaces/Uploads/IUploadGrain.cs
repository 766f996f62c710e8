using RlOrleans.Episodes;

namespace RlOrleans.Uploads;

/// <summary>
/// The outbox of one run's recorded episodes; key: run id. It takes each shard from sealed over staged and notified to
/// uploaded, and remembers what was sealed. A run has one driving process at a time, and so has its outbox: two
/// processes that record into one dataset do not meet here.
/// </summary>
public interface IUploadGrain : IGrainWithStringKey
{
    /// <summary>Takes charge of a sealed shard. Durable when it returns; safe to retry.</summary>
    /// <exception cref="IOException">The outbox could not be stored; the shard stays with its grain.</exception>
    Task Enqueue(SealedShard shard);

    /// <summary>
    /// Whether another shard may be sealed; waits for up to a few seconds for that. While the answer is false, its caller
    /// records nothing more: what cannot leave must not pile up.
    /// </summary>
    Task<bool> WaitForRoom();

    /// <summary>How far a source's episodes were sealed. It is what remains of its shards after their upload.</summary>
    /// <param name="source">An agent's number, or <see cref="Names.Evaluation"/>.</param>
    Task<RecordedMark> SealedUpTo(string source);

    /// <summary>How far the run's shards are.</summary>
    Task<UploadStatus> Describe();

    /// <summary>Like <see cref="Describe"/>, as soon as it differs from <paramref name="known"/>, and in any case after a second or so.</summary>
    Task<UploadStatus> DescribeNext(UploadStatus? known);

    /// <summary>Goes on with what was left behind by an earlier process, and tries again what failed.</summary>
    Task Resume();

    /// <summary>Forgets the run: it is completed, nothing is pending, and nothing of it will be played again.</summary>
    Task Close();
}

/// <summary>A shard that its grain holds ready for upload.</summary>
[GenerateSerializer, Immutable, Alias("rl.SealedShard")]
public sealed record SealedShard
{
    /// <summary>Id of the shard within its run.</summary>
    [Id(0)] public required string ShardId { get; init; }

    /// <summary>Key that it is staged under; see <see cref="Names.StagingKey"/>.</summary>
    [Id(1)] public required string Key { get; init; }

    /// <summary>Number of its episodes.</summary>
    [Id(2)] public required int Episodes { get; init; }

    /// <summary>Bytes of its episodes in memory.</summary>
    [Id(3)] public required long SizeBytes { get; init; }

    /// <summary>How far its episodes go.</summary>
    [Id(5)] public required RecordedMark Recorded { get; init; }
}

/// <summary>How far the recorded episodes of a run are. A shard is counted in one of the four places.</summary>
[GenerateSerializer, Immutable, Alias("rl.UploadStatus")]
public sealed record UploadStatus
{
    /// <summary>Shards on this side: not staged yet.</summary>
    [Id(0)] public int Sealed { get; init; }

    /// <summary>Shards that lie ready for a worker.</summary>
    [Id(1)] public int Staged { get; init; }

    /// <summary>Shards that are in the dataset.</summary>
    [Id(2)] public long Uploaded { get; init; }

    /// <summary>Shards that a worker gave up. They are kept, and a resume tries them again.</summary>
    [Id(3)] public int Failed { get; init; }

    /// <summary>Episodes that are in the dataset.</summary>
    [Id(4)] public long UploadedEpisodes { get; init; }

    /// <summary>What holds shards up, as one sentence; null while all goes well.</summary>
    [Id(5)] public string? Message { get; init; }

    /// <summary>Shards on their way.</summary>
    public int Pending => Sealed + Staged;
}
