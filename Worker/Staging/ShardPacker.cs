using System.Buffers;
using System.Collections.Concurrent;
using RlOrleans.Episodes;
using RlOrleans.Worker.Compression;

namespace RlOrleans.Worker.Staging;

/// <summary>
/// Packs shards into frames, so many at a time. Compressors and memory serve one shard after the other. Safe for concurrent
/// use.
/// </summary>
/// <param name="maxConcurrent">Shards that are packed at the same time, each on a core.</param>
internal sealed class ShardPacker(int maxConcurrent) : IDisposable
{
    /// <summary>A shard of full size, with room for what its episodes have beside their arrays.</summary>
    private const int MaxKeptBytes = 128 << 20;

    /// <summary>Frames on their way for each shard that is packed.</summary>
    private const int FramesPerPack = 2;

    private readonly SemaphoreSlim _room = new(maxConcurrent);
    private readonly ConcurrentBag<Zstd> _compressors = [];
    private readonly LargeArrayPool _messages = new(maxConcurrent, MaxKeptBytes);
    private readonly LargeArrayPool _frames = new(maxConcurrent * FramesPerPack, MaxKeptBytes);

    /// <summary>Packs a shard, on the caller's thread unless it has to wait for room.</summary>
    /// <returns>The frame; dispose it when nobody reads it any more.</returns>
    /// <exception cref="InvalidDataException">The shard is larger than a reader would take.</exception>
    public async ValueTask<PackedShard> PackAsync(EpisodeShard shard, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return Pack(shard);
        }
        finally
        {
            _room.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Zstd compressor in _compressors)
            compressor.Dispose();
        _room.Dispose();
    }

    private PackedShard Pack(EpisodeShard shard)
    {
        Zstd compressor = _compressors.TryTake(out Zstd? idle) ? idle : ShardFrame.NewCompressor();
        (byte[] message, int length) = ShardMessageWriter.Write(shard, _messages);
        try
        {
            byte[] frame = _frames.Rent(Zstd.MaxCompressedLength(length));
            return new PackedShard(_frames, frame, compressor.Compress(message.AsSpan(0, length), frame));
        }
        finally
        {
            _messages.Return(message);
            _compressors.Add(compressor);
        }
    }
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
