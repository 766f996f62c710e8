using RlOrleans.Episodes;
using RlOrleans.Worker.Compression;
using RlOrleans.Worker.Datasets;

namespace RlOrleans.Worker.Staging;

/// <summary>
/// A shard as it lies in the staging area. It is kept as the frame, and each reading unpacks it anew, an episode at a time: a
/// worker's memory is bounded by what it writes, not by what was staged. Frames come from elsewhere, so reading trusts
/// nothing: whatever does not fit is an <see cref="InvalidDataException"/>, a wrong checksum after the last episode.
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

    /// <summary>
    /// Reads what the episodes of a frame have in common: of one that says how many they are, the beginning; any other to its end.
    /// </summary>
    /// <param name="frame">What was staged; it must not change.</param>
    /// <param name="maxUnpackedBytes">The most bytes that it may unpack to.</param>
    /// <exception cref="InvalidDataException">What was read is damaged, or it is too large or of another version.</exception>
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
        int count = 0;
        for (; reader.ReadEpisode() is { } message; count++)
            yield return ToEpisode(message);
        if (count != EpisodeCount)
            throw new InvalidDataException($"The shard '{ShardId}' says that it has {EpisodeCount} episodes, and has {count}.");
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
        if (message.Length != arrays.Rewards.Length)
            throw new InvalidDataException($"Episode '{message.Id}' of {message.Length} steps has {arrays.Rewards.Length} rewards.");
        var episode = new Episode
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
            Actions = arrays.Actions,
            Rewards = arrays.Rewards,
            LogProbs = arrays.LogProbs,
            PolicyVersions = arrays.PolicyVersions,
            Terminated = message.Terminated,
            Truncated = message.Truncated,
            Aborted = message.Aborted,
            Return = message.Return,
        };
        CheckArrays(episode, Target);
        return episode;
    }
}
