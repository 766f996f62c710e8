using RlOrleans.Worker.Compression;

namespace RlOrleans.Client.Benchmarks;

/// <summary>zstd with nothing around it: on each thread a context and memory that are warm.</summary>
/// <param name="threads">Frames that are compressed at the same time.</param>
internal sealed class BareCompression(int threads) : IDisposable
{
    private readonly Lane[] _lanes = [.. Enumerable.Range(0, threads).Select(_ => new Lane())];

    /// <summary>Compresses a message <paramref name="count"/> times, as frames are.</summary>
    public Task Compress(byte[] content, int count)
    {
        int next = 0;
        return Task.WhenAll(_lanes.Select(lane => Task.Factory.StartNew(
            () =>
            {
                while (Interlocked.Increment(ref next) <= count)
                    lane.Compress(content);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
    }

    public void Dispose()
    {
        foreach (var lane in _lanes)
            lane.Dispose();
    }

    private sealed class Lane : IDisposable
    {
        private readonly Zstd _zstd = new(Zstd.DefaultLevel, withChecksum: true);
        private byte[] _frame = [];

        public void Compress(byte[] content)
        {
            if (_frame.Length < Zstd.MaxCompressedLength(content.Length))
                _frame = new byte[Zstd.MaxCompressedLength(content.Length)];
            _zstd.Compress(content, _frame);
        }

        public void Dispose() => _zstd.Dispose();
    }
}
