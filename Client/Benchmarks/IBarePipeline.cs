using System.Threading.Channels;

namespace RlOrleans.Client.Benchmarks;

/// <summary>The parts between runs and workers with nothing around them: what no pipeline over them can exceed.</summary>
internal interface IBarePipeline : IAsyncDisposable
{
    /// <summary>What <see cref="Store"/> does.</summary>
    string StoreName { get; }

    /// <summary>What <see cref="Publish"/> does.</summary>
    string PublishName { get; }

    /// <summary>Stores a frame <paramref name="count"/> times, <paramref name="inFlight"/> at a time, and takes them away again.</summary>
    Task Store(byte[] frame, int count, int inFlight);

    /// <summary>Publishes as many messages, each confirmed, and takes them away again.</summary>
    Task Publish(byte[] body, int count, int inFlight);
}

/// <summary>A folder and a channel in this process.</summary>
internal sealed class BareFolder(string folder) : IBarePipeline
{
    public string StoreName => "file, flushed to the disk";

    public string PublishName => "channel in the process";

    public async Task Store(byte[] frame, int count, int inFlight)
    {
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = inFlight }, (i, _) =>
        {
            using var file = new FileStream(PathOf(i), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            file.Write(frame);
            file.Flush(flushToDisk: true);
            return default;
        });
        for (int i = 0; i < count; i++)
            File.Delete(PathOf(i));
    }

    public async Task Publish(byte[] body, int count, int inFlight)
    {
        var messages = Channel.CreateBounded<byte[]>(count);
        for (int i = 0; i < count; i++)
            await messages.Writer.WriteAsync(body);
    }

    public ValueTask DisposeAsync() => default;

    private string PathOf(int frame) => Path.Combine(folder, $"bare-{frame}");
}
