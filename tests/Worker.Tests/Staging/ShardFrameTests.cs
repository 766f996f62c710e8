using System.Buffers.Binary;
using RlOrleans.Episodes;
using RlOrleans.Worker.Compression;
using RlOrleans.Worker.Staging;
using RlOrleans.Worker.Tests.Datasets;

namespace RlOrleans.Worker.Tests.Staging;

public class ShardFrameTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Unpack_PackedShard_GivesEveryNumberBack(bool discrete)
    {
        EpisodeShard shard = Shards.Make("hf://user/name", discrete: discrete);
        shard = shard with { Target = shard.Target with { FrameShape = [2, 2, 1] } };

        EpisodeShard read = Unpack(ShardFrame.Pack(shard));

        Assert.Equal(shard.ShardId, read.ShardId);
        Assert.Equal(shard.Target, read.Target with { FrameShape = shard.Target.FrameShape });
        Assert.Equal([2, 2, 1], read.Target.FrameShape.AsEnumerable());
        Assert.Equal(shard.Episodes.Length, read.Episodes.Length);
        foreach ((Episode expected, Episode actual) in shard.Episodes.Zip(read.Episodes))
        {
            Assert.Equal(expected.Observations.AsEnumerable(), actual.Observations);
            Assert.Equal(expected.Actions.AsEnumerable(), actual.Actions);
            Assert.Equal(expected.Rewards.AsEnumerable(), actual.Rewards);
            Assert.Equal(expected.LogProbs.AsEnumerable(), actual.LogProbs);
            Assert.Equal(expected.PolicyVersions.AsEnumerable(), actual.PolicyVersions);
            Episode Scalars(Episode episode) => episode with { Observations = [], Actions = [], Rewards = [], LogProbs = [], PolicyVersions = [] };
            Assert.Equal(Scalars(expected).ToString(), Scalars(actual).ToString());
        }
    }

    [Fact]
    public void Unpack_ObservationsAsDifferences_GivesEveryRowBack()
    {
        EpisodeShard shard = Shards.Make("x");

        EpisodeShard read = Unpack(ShardFrame.Pack(Shards.Differences(shard)));

        foreach ((Episode expected, Episode actual) in shard.Episodes.Zip(read.Episodes))
            Assert.Equal(expected.Observations.AsEnumerable(), new ObservationRows(actual, 4).Next(expected.Length + 1).ToArray());
    }

    [Theory]
    [InlineData("no ObservationSegments for row 6", 1, 0, 4, 0, 0, 0, 0, 0)]
    [InlineData("no ObservationSegments for row 0", 9, 0, 4)]
    [InlineData("no ObservationSegments for row 0", -1, 0, 4)]
    [InlineData("ObservationSegments from 1 with 4 numbers in row 0 of 4", 1, 1, 4)]
    [InlineData("ObservationSegments from -1 with 2 numbers in row 0 of 4", 1, -1, 2)]
    [InlineData("ObservationSegments from 0 with 2147483647 numbers in row 0 of 4", 1, 0, int.MaxValue)]
    [InlineData("ObservationSegments from 1 with 2 numbers in row 0 of 4", 2, 0, 2, 1, 2)]
    [InlineData("4 Observations and 10 ObservationSegments where 3 and 10 belong", 1, 0, 3, 0, 0, 0, 0, 0, 0, 0)]
    [InlineData("4 Observations and 11 ObservationSegments where 4 and 10 belong", 1, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0)]
    public void Unpack_DifferencesThatDoNotFit_AreRefusedByName(string reason, params int[] segments)
    {
        EpisodeShard shard = Shards.Make("x", episodes: 1, length: 7);
        Episode damaged = shard.Episodes[0] with { Observations = [1, 2, 3, 4], ObservationSegments = [.. segments] };

        var error = Assert.Throws<InvalidDataException>(() => Unpack(ShardFrame.Pack(shard with { Episodes = [damaged] })));

        Assert.Equal($"Episode '{damaged.Id}' of 7 steps has {reason}.", error.Message);
    }

    [Fact]
    public void Unpack_ObservationsBeyondMeasure_AreRefused()
    {
        EpisodeShard shard = Shards.Make("x");

        var error = Assert.Throws<InvalidDataException>(() => Unpack(ShardFrame.Pack(shard with { Target = shard.Target with { ObservationSize = int.MaxValue } })));

        Assert.Contains("2147483647", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pack_NamesOfLongLetters_AreGivenBack()
    {
        EpisodeShard shard = Shards.Make("x");
        shard = shard with { Episodes = [.. shard.Episodes.Select((episode, i) => episode with { Id = new string('語', 1000 * i) })] };
        Assert.Equal(shard.Episodes.Select(episode => episode.Id), Unpack(ShardFrame.Pack(shard)).Episodes.Select(episode => episode.Id));
    }

    [Fact]
    public void Unpack_TruncatedFrame_IsRefused()
    {
        byte[] frame = ShardFrame.Pack(Shards.Make("x"));
        for (int length = 0; length < frame.Length; length += 97)
            Assert.Throws<InvalidDataException>(() => Unpack(frame.AsSpan(0, length)));
    }

    [Fact]
    public void Unpack_OneFlippedBit_IsRefused()
    {
        byte[] frame = ShardFrame.Pack(Shards.Make("x"));
        for (int position = 12; position < frame.Length; position += 53)
        {
            byte[] damaged = [.. frame];
            damaged[position] ^= 0x10;
            Assert.Throws<InvalidDataException>(() => Unpack(damaged));
        }
    }

    [Fact]
    public void Unpack_FrameThatSaysAHundredGigabytes_IsRefusedBeforeMemoryIsTaken()
    {
        // RFC 8878, 3.1.1: magic, a descriptor with an 8-byte content size and a single segment, the size.
        byte[] frame = new byte[4 + 1 + 8 + 16];
        BinaryPrimitives.WriteUInt32LittleEndian(frame, 0xFD2FB528);
        frame[4] = 0b1110_0000;
        BinaryPrimitives.WriteUInt64LittleEndian(frame.AsSpan(5), 100UL << 30);
        long before = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.Throws<InvalidDataException>(() => Unpack(frame));

        Assert.Contains("107374182400", error.Message, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void Unpack_AnotherVersion_IsRefusedByItsNumber()
    {
        var error = Assert.Throws<InvalidDataException>(() => Unpack(Compress([0x08, 99])));
        Assert.Contains("schema version 99", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unpack_NoProtobufInside_IsRefused()
    {
        Assert.Throws<InvalidDataException>(() => Unpack(Compress([0xFF, 0xFF, 0xFF])));
        Assert.Throws<InvalidDataException>(() => Unpack("not zstd at all"u8));
    }

    [Fact]
    public void Unpack_EpisodeWhoseArraysContradict_IsRefusedByName()
    {
        EpisodeShard shard = Shards.Make("x");
        shard = shard with { Episodes = [shard.Episodes[0] with { Observations = shard.Episodes[0].Observations.RemoveAt(0) }] };

        var error = Assert.Throws<InvalidDataException>(() => Unpack(ShardFrame.Pack(shard)));

        Assert.Contains("Observations", error.Message, StringComparison.Ordinal);
    }

    private static EpisodeShard Unpack(ReadOnlySpan<byte> frame)
    {
        StagedShard staged = StagedShard.Open(frame.ToArray());
        return new EpisodeShard { ShardId = staged.ShardId, Target = staged.Target, Episodes = [.. staged.ReadEpisodes()] };
    }

    internal static byte[] Compress(byte[] content)
    {
        using var zstd = new Zstd(withChecksum: true);
        byte[] frame = new byte[Zstd.MaxCompressedLength(content.Length)];
        return frame[..zstd.Compress(content, frame)];
    }
}
