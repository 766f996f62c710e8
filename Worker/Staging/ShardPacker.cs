using System.Collections.Concurrent;
using RlOrleans.Episodes;

namespace RlOrleans.Worker.Staging;

/// <summary>
/// Packs shards into frames on threads of its own: the thread pool has about as many threads as there are cores, and those
/// are for what other shards and grains wait for. Compressors and memory serve one shard after the other. Safe for
/// concurrent use.
/// </summary>
internal sealed class ShardPacker : IDisposable
{
    /// <summary>A shard of full size, with room for what its episodes have beside their arrays.</summary>
    private const int MaxKeptBytes = 128 << 20;

    /// <summary>Frames on their way for each shard that is packed.</summary>
    private const int FramesPerThread = 2;

    /// <summary>Shards that wait for a thread; whoever brings more waits for room among them.</summary>
    private const int MaxWaiting = 64;

    private readonly SemaphoreSlim _room = new(MaxWaiting);
    private readonly BlockingCollection<Request> _requests = [];
    private readonly LargeArrayPool _messages;
    private readonly LargeArrayPool _frames;

    /// <param name="threads">Shards that are packed at the same time, each on a core.</param>
    public ShardPacker(int threads)
    {
        _messages = new LargeArrayPool(threads, MaxKeptBytes);
        _frames = new LargeArrayPool(threads * FramesPerThread, MaxKeptBytes);
        for (int i = 0; i < threads; i++)
            new Thread(Loop) { Name = "shard packer", IsBackground = true }.Start();
    }

    /// <summary>Packs a shard.</summary>
    /// <returns>The frame; dispose it when nobody reads it any more.</returns>
    /// <exception cref="InvalidDataException">The shard is larger than a reader would take.</exception>
    public async Task<PackedShard> PackAsync(EpisodeShard shard, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken).ConfigureAwait(false);
        var request = new Request(shard, new TaskCompletionSource<PackedShard>(TaskCreationOptions.RunContinuationsAsynchronously));
        _requests.Add(request, CancellationToken.None);
        return await request.Packed.Task.ConfigureAwait(false);
    }

    /// <summary>Takes no more shards; the threads end after those that they were given.</summary>
    public void Dispose() => _requests.CompleteAdding();

    private void Loop()
    {
        FramePacker? packer = null;
        foreach (Request request in _requests.GetConsumingEnumerable())
        {
            _room.Release();
            try
            {
                packer ??= new FramePacker(_messages, _frames);
                request.Packed.SetResult(packer.Pack(request.Shard));
            }
            catch (Exception error)
            {
                // Whoever brought the shard is told, and the thread goes on with the next.
                request.Packed.SetException(error);
            }
        }

        packer?.Dispose();
    }

    private readonly record struct Request(EpisodeShard Shard, TaskCompletionSource<PackedShard> Packed);
}
