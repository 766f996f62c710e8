using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Google.Protobuf;
using RlOrleans.Episodes;
using RlOrleans.Worker.Compression;

namespace RlOrleans.Worker.Staging;

/// <summary>
/// A shard as it is staged: one zstd frame, with its content size and checksum, around a protobuf <c>EpisodeShard</c>
/// (<c>episode_shard.proto</c>). Frames come from elsewhere, so reading trusts nothing: sizes are checked before memory is
/// taken, and whatever does not fit is an <see cref="InvalidDataException"/>.
/// </summary>
public static class ShardFrame
{
    /// <summary>The version of the layout that is written and read.</summary>
    public const uint SchemaVersion = 1;

    /// <summary>The most bytes that a frame may unpack to where nothing else is said: 512 MiB.</summary>
    public const int DefaultMaxUnpackedBytes = 512 << 20;

    /// <summary>The most numbers of an observation: a row of differences takes the memory of a whole one where it is written.</summary>
    public const int MaxObservationSize = 1 << 24;

    /// <summary>Packs a shard.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="level">Of zstd, 1 to 19.</param>
    /// <exception cref="InvalidDataException">It is larger than a reader would take.</exception>
    public static byte[] Pack(EpisodeShard shard, int level = Zstd.DefaultLevel)
    {
        ArgumentNullException.ThrowIfNull(shard);
        (byte[] message, int length) = ShardMessageWriter.Write(shard, ArrayPool<byte>.Shared);
        byte[] frame = ArrayPool<byte>.Shared.Rent(Zstd.MaxCompressedLength(length));
        try
        {
            using Zstd compressor = NewCompressor(level);
            return frame.AsSpan(0, compressor.Compress(message.AsSpan(0, length), frame)).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frame);
            ArrayPool<byte>.Shared.Return(message);
        }
    }

    /// <summary>Compresses messages as frames have them: with a checksum of the content.</summary>
    internal static Zstd NewCompressor(int level = Zstd.DefaultLevel) => new(level, withChecksum: true);

    /// <summary>Unpacks a shard.</summary>
    /// <param name="frame">What was staged.</param>
    /// <param name="maxUnpackedBytes">The most bytes that it may unpack to.</param>
    /// <exception cref="InvalidDataException">It is damaged, too large, of another version, or contradicts itself.</exception>
    public static EpisodeShard Unpack(ReadOnlySpan<byte> frame, int maxUnpackedBytes = DefaultMaxUnpackedBytes)
    {
        long size = Zstd.ContentLength(frame);
        if (size > maxUnpackedBytes)
            throw new InvalidDataException($"The frame of {frame.Length} bytes would unpack to {size}, and may to {maxUnpackedBytes}.");
        byte[] content = ArrayPool<byte>.Shared.Rent((int)size);
        try
        {
            Zstd.Decompress(frame, content.AsSpan(0, (int)size));
            return ToShard(Parse(content.AsSpan(0, (int)size)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(content);
        }
    }

    private static Protocol.EpisodeShard Parse(ReadOnlySpan<byte> content)
    {
        Protocol.EpisodeShard message;
        try
        {
            message = Protocol.EpisodeShard.Parser.ParseFrom(content);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new InvalidDataException($"The frame does not hold an EpisodeShard: {error.Message}", error);
        }

        if (message.SchemaVersion != SchemaVersion)
            throw new InvalidDataException($"The shard has schema version {message.SchemaVersion}, and this worker reads {SchemaVersion}.");
        foreach ((string name, string value) in (ReadOnlySpan<(string, string)>)[
            ("shard_id", message.ShardId), ("run_id", message.RunId), ("dataset", message.Dataset), ("split", message.Split), ("environment", message.Environment)])
        {
            if (value.Length == 0)
                throw new InvalidDataException($"The shard has no {name}.");
        }

        if (message.ObservationSize > MaxObservationSize)
            throw new InvalidDataException($"The shard '{message.ShardId}' has observations of {message.ObservationSize} numbers, and may have {MaxObservationSize}.");
        if (message.Episodes.Count == 0)
            throw new InvalidDataException($"The shard '{message.ShardId}' has no episodes.");
        return message;
    }

    private static EpisodeShard ToShard(Protocol.EpisodeShard message) => new()
    {
        ShardId = message.ShardId,
        Target = new RecordingTarget
        {
            Dataset = message.Dataset,
            RunId = message.RunId,
            Split = message.Split,
            Environment = message.Environment,
            Algorithm = message.Algorithm,
            ObservationSize = checked((int)message.ObservationSize),
            ActionSize = checked((int)message.ActionSize),
            DiscreteActions = message.DiscreteActions,
            FrameShape = [.. message.FrameShape.Select(size => checked((int)size))],
        },
        Episodes = [.. message.Episodes.Select(episode => ToEpisode(episode, message))],
    };

    private static Episode ToEpisode(Protocol.Episode message, Protocol.EpisodeShard shard)
    {
        long length = message.Length;
        ImmutableArray<float> observations = Whole<float>("observations", message.Observations);
        ImmutableArray<int> segments = Whole<int>("observation_segments", message.ObservationSegments);
        if (length >= int.MaxValue)
            throw new InvalidDataException($"Episode '{message.Id}' has {length} steps.");
        if (ObservationRows.WhyDamaged(observations, segments, (int)length + 1, (int)shard.ObservationSize) is { } damage)
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
            Observations = observations,
            ObservationSegments = segments,
            Actions = Array<float>("actions", message.Actions, length * shard.ActionSize),
            Rewards = Array<float>("rewards", message.Rewards, length),
            LogProbs = Array<float>("log_probs", message.LogProbs, length),
            PolicyVersions = Array<long>("policy_versions", message.PolicyVersions, length),
            Terminated = message.Terminated,
            Truncated = message.Truncated,
            Aborted = message.Aborted,
            Return = message.Return,
        };

        ImmutableArray<T> Whole<T>(string name, ByteString bytes)
            where T : unmanaged =>
            bytes.Length % Marshal.SizeOf<T>() == 0
                ? [.. MemoryMarshal.Cast<byte, T>(bytes.Span)]
                : throw new InvalidDataException($"Episode '{message.Id}' has {bytes.Length} bytes of {name}, which are no whole numbers.");

        ImmutableArray<T> Array<T>(string name, ByteString bytes, long count)
            where T : unmanaged =>
            bytes.Length == count * Marshal.SizeOf<T>()
                ? [.. MemoryMarshal.Cast<byte, T>(bytes.Span)]
                : throw new InvalidDataException($"Episode '{message.Id}' of {length} steps has {bytes.Length} bytes of {name}, where {count * Marshal.SizeOf<T>()} belong.");
    }
}
