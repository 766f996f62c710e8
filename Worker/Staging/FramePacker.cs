using System.Buffers;
using RlOrleans.Episodes;
using RlOrleans.Worker.Compression;

namespace RlOrleans.Worker.Staging;

/// <summary>Packs shards into frames, one after the other, with one compressor. Not safe for concurrent use.</summary>
/// <param name="messages">Where messages have their memory from while they are compressed.</param>
/// <param name="frames">Where frames have theirs from.</param>
/// <param name="level">Of zstd, 1 to 19.</param>
internal sealed class FramePacker(ArrayPool<byte> messages, ArrayPool<byte> frames, int level = Zstd.DefaultLevel) : IDisposable
{
    private readonly Zstd _compressor = new(level, withChecksum: true);

    /// <summary>Packs a shard.</summary>
    /// <returns>The frame; dispose it when nobody reads it any more.</returns>
    /// <exception cref="InvalidDataException">The shard is larger than a reader would take.</exception>
    public PackedShard Pack(EpisodeShard shard)
    {
        (byte[] message, int length) = ShardMessageWriter.Write(shard, messages);
        try
        {
            byte[] frame = frames.Rent(Zstd.MaxCompressedLength(length));
            return new PackedShard(frames, frame, _compressor.Compress(message.AsSpan(0, length), frame));
        }
        finally
        {
            messages.Return(message);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _compressor.Dispose();
}

/// <summary>A frame in memory that goes back to where it came from.</summary>
internal sealed class PackedShard(ArrayPool<byte> pool, byte[] rented, int length) : IDisposable
{
    private byte[]? _rented = rented;

    /// <summary>The frame; valid until it is disposed.</summary>
    public ReadOnlyMemory<byte> Frame => _rented.AsMemory(0, length);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _rented, null) is { } array)
            pool.Return(array);
    }
}
