using Google.Protobuf;
using RlOrleans.Episodes;
using RlOrleans.Files;
using RlOrleans.Worker.Compression;
using RlOrleans.Worker.Datasets;
using RlOrleans.Worker.Parquet;
using RlOrleans.Worker.Staging;
using RlOrleans.Worker.Tests.Datasets;
using Protocol = RlOrleans.Worker.Staging.Protocol;

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

        Assert.Throws<InvalidDataException>(() => StagedShard.Open((byte[])[.. frame, .. frame]).ReadEpisodes().Count());
    }

    [Fact]
    public async Task Commit_WrongChecksumAtTheEnd_IsRefusedAndLeavesNothing()
    {
        using var folder = new TemporaryFolder();
        byte[] frame = ShardFrame.Pack(Shards.Make(folder.Path, episodes: 600, length: 400));
        frame[^1] ^= 1;
        StagedShard staged = StagedShard.Open(frame);
        await using var dataset = new DatasetFolder(
            folder.Path, new AtomicFile(), TimeProvider.System, new ParquetWriterOptions { RowGroupBytes = 1 << 20 });

        using PreparedShard prepared = dataset.Prepare(staged, CancellationToken.None);
        var error = await Assert.ThrowsAsync<DatasetStoreException>(() => dataset.CommitAsync([prepared], CancellationToken.None));

        Assert.Equal((DatasetStoreError.BadShard, prepared.Key), (error.Code, error.ShardKey));
        Assert.Contains("checksum", error.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Files());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void ReadEpisodes_AnotherNumberThanTheHeaderSays_IsRefused(int said)
    {
        byte[] content = Content(Shards.Make("x", episodes: 3));
        int count = Array.IndexOf(content, (byte)(13 << 3));
        Assert.Equal(3, content[count + 1]);
        content[count + 1] = (byte)said;
        StagedShard staged = StagedShard.Open(ShardFrameTests.Compress(content));

        var error = Assert.Throws<InvalidDataException>(() => staged.ReadEpisodes().Count());

        Assert.EndsWith($"says that it has {said} episodes, and has 3.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadEpisodes_FieldBehindTheEpisodesThatAreCountedBeforeThem_IsRefused()
    {
        // A split behind the episodes: whoever read the header did not see it.
        byte[] content = [.. Content(Shards.Make("x", episodes: 3)), (5 << 3) | 2, 1, (byte)'y'];
        StagedShard staged = StagedShard.Open(ShardFrameTests.Compress(content));

        var error = Assert.Throws<InvalidDataException>(() => staged.ReadEpisodes().Count());

        Assert.Contains("field 5 behind", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_EpisodesThatAreNotCounted_HasWhatStandsBehindThem()
    {
        // As other languages write it: fields in the order of their numbers, and no count.
        EpisodeShard shard = Shards.Make("x", episodes: 3);
        Protocol.EpisodeShard message = Protocol.EpisodeShard.Parser.ParseFrom(Content(shard with { Target = shard.Target with { FrameShape = [2, 2, 1] } }));
        message.EpisodeCount = 0;

        StagedShard staged = StagedShard.Open(ShardFrameTests.Compress(message.ToByteArray()));

        Assert.Equal(3, staged.EpisodeCount);
        Assert.Equal([2, 2, 1], staged.Target.FrameShape.AsEnumerable());
        Assert.Equal(shard.Episodes.Select(episode => episode.Id), staged.ReadEpisodes().Select(episode => episode.Id));
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
