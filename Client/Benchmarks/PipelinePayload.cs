using RlOrleans.Episodes;
using RlOrleans.Worker.Compression;
using RlOrleans.Worker.Staging;

namespace RlOrleans.Client.Benchmarks;

/// <summary>A shard that goes through the pipeline again and again, in the forms that it has on the way.</summary>
/// <param name="Name">The environment.</param>
/// <param name="Shard">The episodes.</param>
/// <param name="Content">The protobuf message: what is compressed.</param>
/// <param name="Frame">The message compressed: what is staged.</param>
internal sealed record PipelinePayload(string Name, EpisodeShard Shard, byte[] Content, byte[] Frame)
{
    /// <summary>Few numbers a step and many episodes, more numbers, and pictures of which an episode of 100 steps has 11 MB.</summary>
    public static IReadOnlyList<string> Environments { get; } = ["CartPole-v1", "PacMan-v0", "PacMan-frames-v0|time-limit=100"];

    /// <summary>Plays until there is a shard of so many bytes.</summary>
    public static PipelinePayload Play(string environmentId, long bytes, string dataset)
    {
        var shard = RandomPlay.Record(environmentId, bytes, dataset);
        byte[] frame = ShardFrame.Pack(shard);
        var content = new byte[Zstd.ContentLength(frame)];
        Zstd.Decompress(frame, content);
        return new PipelinePayload(environmentId, shard, content, frame);
    }
}
