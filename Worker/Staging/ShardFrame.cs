using System.Buffers;
using RlOrleans.Episodes;
using RlOrleans.Worker.Compression;

namespace RlOrleans.Worker.Staging;

/// <summary>
/// A shard as it is staged: one zstd frame, with its content size and checksum, around a protobuf <c>EpisodeShard</c>
/// (<c>episode_shard.proto</c>). <see cref="StagedShard"/> reads it.
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
        using var packer = new FramePacker(ArrayPool<byte>.Shared, ArrayPool<byte>.Shared, level);
        using PackedShard packed = packer.Pack(shard);
        return packed.Frame.ToArray();
    }
}
