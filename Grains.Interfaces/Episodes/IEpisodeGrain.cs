using System.Collections.Immutable;

namespace RlOrleans.Episodes;

/// <summary>
/// One shard of recorded episodes; key: <c>run/shard</c>. Every episode that it accepts ends in the dataset exactly
/// once: ordinals make a repeated append harmless, and a shard is durable before it is reported sealed.
/// </summary>
public interface IEpisodeGrain : IGrainWithStringKey
{
    /// <summary>
    /// Adds episodes with consecutive ordinals. Those that the shard already holds are passed over. A sealed shard takes
    /// no new ones: the answer tells the first ordinal that the caller must bring to another shard.
    /// </summary>
    /// <returns>Which episode comes next, and whether it may come here.</returns>
    Task<AppendResult> Append(RecordingTarget target, ImmutableArray<Episode> episodes);

    /// <summary>What the shard holds.</summary>
    Task<ShardContent> Describe();

    /// <summary>Makes all that was accepted so far durable. Safe to retry.</summary>
    Task Flush();

    /// <summary>
    /// Ends the shard: its content is final, durable, and in the care of the run's <see cref="Uploads.IUploadGrain"/> when
    /// the call returns. Safe to retry; an empty shard is left out.
    /// </summary>
    /// <exception cref="IOException">The shard could not be stored; it keeps its episodes.</exception>
    Task Seal();

    /// <summary>Called by the outbox: puts the sealed shard into the staging area. Safe to retry.</summary>
    /// <returns>False if the shard was released before: it is in the dataset.</returns>
    /// <exception cref="IOException">The staging area did not take it; the shard keeps its episodes.</exception>
    [ResponseTimeout("00:05:00")]
    Task<bool> Stage(string key);

    /// <summary>Called by the outbox once the shard is in its dataset: drops its content. Safe to retry.</summary>
    Task Release();
}

/// <summary>What a shard holds.</summary>
/// <param name="Sealed">It takes no new episodes.</param>
/// <param name="SizeBytes">Bytes of its episodes in memory.</param>
/// <param name="Recorded">How far its episodes go; null while it holds none.</param>
[GenerateSerializer, Immutable, Alias("rl.ShardContent")]
public readonly record struct ShardContent(
    [property: Id(0)] bool Sealed,
    [property: Id(1)] long SizeBytes,
    [property: Id(2)] RecordedMark? Recorded);

/// <summary>What became of an append.</summary>
/// <param name="Sealed">The shard takes no new episodes.</param>
/// <param name="NextOrdinal">The ordinal after the last episode that this shard or one before it holds; -1 without any.</param>
[GenerateSerializer, Immutable, Alias("rl.AppendResult")]
public readonly record struct AppendResult(
    [property: Id(0)] bool Sealed,
    [property: Id(1)] long NextOrdinal);
