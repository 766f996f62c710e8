using System.Collections.Immutable;
using RlOrleans.Episodes;
using RlOrleans.Worker.Compression;
using RlOrleans.Worker.Datasets;

namespace RlOrleans.Worker.Staging;

/// <summary>
/// A shard as it lies in the staging area. It is kept as the frame, and each reading unpacks it anew, an episode at a time: a
/// worker's memory is bounded by what it writes, not by what was staged. Frames come from elsewhere, so reading trusts
/// nothing: whatever does not fit is an <see cref="InvalidDataException"/>.
/// </summary>
public sealed class StagedShard : ReadableShard
{
    private readonly ReadOnlyMemory<byte> _frame;
    private readonly long _contentLength;

    private StagedShard(ReadOnlyMemory<byte> frame, long contentLength, Protocol.EpisodeShard header, int episodeCount)
    {
        _frame = frame;
        _contentLength = contentLength;
        ShardId = header.ShardId;
        EpisodeCount = episodeCount;
        Target = new RecordingTarget
        {
            Dataset = header.Dataset,
            RunId = header.RunId,
            Split = header.Split,
            Environment = header.Environment,
            Algorithm = header.Algorithm,
            ObservationSize = checked((int)header.ObservationSize),
            ActionSize = checked((int)header.ActionSize),
            DiscreteActions = header.DiscreteActions,
            FrameShape = [.. header.FrameShape.Select(size => checked((int)size))],
        };
    }

    /// <inheritdoc/>
    public override string ShardId { get; }

    /// <inheritdoc/>
    public override RecordingTarget Target { get; }

    /// <inheritdoc/>
    public override int EpisodeCount { get; }

    /// <summary>Reads a frame to its end, so that its checksum is known to hold, and keeps what its episodes have in common.</summary>
    /// <param name="frame">What was staged; it must not change.</param>
    /// <param name="maxUnpackedBytes">The most bytes that it may unpack to.</param>
    /// <exception cref="InvalidDataException">It is damaged, too large or of another version.</exception>
    public static StagedShard Open(ReadOnlyMemory<byte> frame, int maxUnpackedBytes = ShardFrame.DefaultMaxUnpackedBytes)
    {
        long size = Zstd.ContentLength(frame.Span);
        if (size > maxUnpackedBytes)
            throw new InvalidDataException($"The frame of {frame.Length} bytes would unpack to {size}, and may to {maxUnpackedBytes}.");
        using var reader = new ShardMessageReader(frame, size);
        (Protocol.EpisodeShard header, int episodeCount) = reader.ReadHeader();
        Check(header, episodeCount);
        return new StagedShard(frame, size, header, episodeCount);
    }

    /// <inheritdoc/>
    public override IEnumerable<Episode> ReadEpisodes()
    {
        using var reader = new ShardMessageReader(_frame, _contentLength);
        while (reader.ReadEpisode() is { } message)
            yield return ToEpisode(message);
    }

    private static void Check(Protocol.EpisodeShard header, int episodeCount)
    {
        if (header.SchemaVersion != ShardFrame.SchemaVersion)
            throw new InvalidDataException($"The shard has schema version {header.SchemaVersion}, and this worker reads {ShardFrame.SchemaVersion}.");
        foreach ((string name, string value) in (ReadOnlySpan<(string, string)>)[
            ("shard_id", header.ShardId), ("run_id", header.RunId), ("dataset", header.Dataset), ("split", header.Split), ("environment", header.Environment)])
        {
            if (value.Length == 0)
                throw new InvalidDataException($"The shard has no {name}.");
        }

        if (header.ObservationSize > ShardFrame.MaxObservationSize)
            throw new InvalidDataException($"The shard '{header.ShardId}' has observations of {header.ObservationSize} numbers, and may have {ShardFrame.MaxObservationSize}.");
        if (header.ActionSize > ShardFrame.MaxObservationSize)
            throw new InvalidDataException($"The shard '{header.ShardId}' has actions of {header.ActionSize} numbers, and may have {ShardFrame.MaxObservationSize}.");
        if (episodeCount == 0)
            throw new InvalidDataException($"The shard '{header.ShardId}' has no episodes.");
    }

    private Episode ToEpisode(EpisodeMessage arrays)
    {
        Protocol.Episode message = arrays.Scalars;
        long length = message.Length;
        if (length >= int.MaxValue)
            throw new InvalidDataException($"Episode '{message.Id}' has {length} steps.");
        if (ObservationRows.WhyDamaged(arrays.Observations, arrays.Segments, (int)length + 1, Target.ObservationSize) is { } damage)
            throw new InvalidDataException($"Episode '{message.Id}' of {length} steps has {damage}.");
        return new Episode
        {
            Id = message.Id,
            Ordinal = message.Ordinal,
            Seed = message.Seed,
            Purpose = (byte)message.Purpose,
            Agent = message.Agent,
            Lane = message.Lane,
            EpisodeNumber = message.Episode_,
            Observations = arrays.Observations,
            ObservationSegments = arrays.Segments,
            Actions = Counted("actions", arrays.Actions, length * Target.ActionSize),
            Rewards = Counted("rewards", arrays.Rewards, length),
            LogProbs = Counted("log_probs", arrays.LogProbs, length),
            PolicyVersions = Counted("policy_versions", arrays.PolicyVersions, length),
            Terminated = message.Terminated,
            Truncated = message.Truncated,
            Aborted = message.Aborted,
            Return = message.Return,
        };

        ImmutableArray<T> Counted<T>(string name, ImmutableArray<T> values, long count) => values.Length == count
            ? values
            : throw new InvalidDataException($"Episode '{message.Id}' of {length} steps has {values.Length} {name}, where {count} belong.");
    }
}
