using RlOrleans.Episodes;
using RlOrleans.Files;
using RlOrleans.Worker.Compression;
using RlOrleans.Worker.Datasets;
using RlOrleans.Worker.Parquet;
using RlOrleans.Worker.Staging;
using RlOrleans.Worker.Tests.Datasets;

namespace RlOrleans.Worker.Tests.Staging;

public sealed class StagedShardTests
{
    [Fact]
    public async Task Commit_ShardOfManyEpisodes_NeverHoldsMoreThanOneOfThem()
    {
        using var folder = new TemporaryFolder();
        EpisodeShard shard = Shards.Make(folder.Path, episodes: 600, length: 400);
        var staged = new Watched(StagedShard.Open(ShardFrame.Pack(shard)));
        await using var dataset = new DatasetFolder(
            folder.Path, new AtomicFile(), TimeProvider.System, new ParquetWriterOptions { RowGroupBytes = 1 << 20 });

        using (PreparedShard prepared = dataset.Prepare(staged, CancellationToken.None))
            await dataset.CommitAsync([prepared], CancellationToken.None);

        // The one at hand, and one that the reader has not let go of.
        Assert.InRange(staged.MostAlive, 1, 2);
        Assert.Equal(
            shard.Episodes.Select(episode => episode.Id), new DatasetReader(folder.Path).Episodes().Select(row => row.EpisodeId));
    }

    [Fact]
    public void ReadEpisodes_FieldsInAnotherOrder_GivesTheSameShard()
    {
        EpisodeShard shard = Shards.Make("x", episodes: 3);
        StagedShard staged = StagedShard.Open(ShardFrame.Pack(shard));
        byte[] content = Content(shard);

        // Episodes first: their fields begin with the tag of field 11, which no byte of the header before them has.
        int headerLength = Array.IndexOf(content, (byte)((11 << 3) | 2));
        byte[] turned = [.. content[headerLength..], .. content[..headerLength]];
        StagedShard read = StagedShard.Open(ShardFrameTests.Compress(turned));

        Assert.Equal((staged.ShardId, staged.EpisodeCount), (read.ShardId, read.EpisodeCount));
        Assert.Equal(staged.Target with { FrameShape = [] }, read.Target with { FrameShape = [] });
        Assert.Equal(staged.ReadEpisodes().Select(episode => episode.Id), read.ReadEpisodes().Select(episode => episode.Id));
    }

    [Fact]
    public void Open_TwoFramesInOne_IsRefused()
    {
        byte[] frame = ShardFrame.Pack(Shards.Make("x"));

        Assert.Throws<InvalidDataException>(() => StagedShard.Open((byte[])[.. frame, .. frame]));
    }

    [Fact]
    public void Open_EpisodeLongerThanTheMessage_IsRefusedBeforeMemoryIsTaken()
    {
        // Field 11 with 2^30 bytes, of which none is there.
        byte[] frame = ShardFrameTests.Compress([(11 << 3) | 2, 0x80, 0x80, 0x80, 0x80, 0x04]);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<InvalidDataException>(() => StagedShard.Open(frame));

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    private static byte[] Content(EpisodeShard shard)
    {
        byte[] frame = ShardFrame.Pack(shard);
        var content = new byte[Zstd.ContentLength(frame)];
        Zstd.Decompress(frame, content);
        return content;
    }

    /// <summary>Counts the episodes that are alive while they are read.</summary>
    private sealed class Watched(ReadableShard shard) : ReadableShard
    {
        private const int EpisodesBetween = 50;

        public int MostAlive { get; private set; }

        public override string ShardId => shard.ShardId;

        public override RecordingTarget Target => shard.Target;

        public override int EpisodeCount => shard.EpisodeCount;

        public override IEnumerable<Episode> ReadEpisodes()
        {
            var read = new List<WeakReference>();
            foreach (Episode episode in shard.ReadEpisodes())
            {
                read.Add(new WeakReference(episode));
                yield return episode;
                if (read.Count % EpisodesBetween == 0)
                {
                    GC.Collect();
                    MostAlive = Math.Max(MostAlive, read.Count(reference => reference.IsAlive));
                }
            }
        }
    }
}
