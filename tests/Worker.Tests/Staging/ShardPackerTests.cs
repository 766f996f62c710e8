using RlOrleans.Episodes;
using RlOrleans.Worker.Staging;
using RlOrleans.Worker.Tests.Datasets;

namespace RlOrleans.Worker.Tests.Staging;

public sealed class ShardPackerTests
{
    [Fact]
    public async Task PackAsync_ManyShardsAtATime_GivesEachItsOwnFrame()
    {
        using var packer = new ShardPacker(threads: 2);
        EpisodeShard[] shards = [.. Enumerable.Range(0, 32).Select(i => Shards.Make("x") with { ShardId = $"000-{i:D6}" })];

        byte[][] frames = await Task.WhenAll(shards.Select(shard => Task.Run(async () =>
        {
            using PackedShard packed = await packer.PackAsync(shard, CancellationToken.None);
            return packed.Frame.ToArray();
        })));

        Assert.Equal(shards.Select(shard => ShardFrame.Pack(shard)), frames);
    }

    [Fact]
    public async Task PackAsync_FrameStillInUse_IsNotOverwritten()
    {
        using var packer = new ShardPacker(threads: 1);
        PackedShard first = await packer.PackAsync(Shards.Make("x") with { ShardId = "000-000001" }, CancellationToken.None);
        byte[] before = first.Frame.ToArray();

        using PackedShard second = await packer.PackAsync(Shards.Make("x") with { ShardId = "000-000002" }, CancellationToken.None);

        Assert.Equal(before, first.Frame.ToArray());
        Assert.NotEqual(before, second.Frame.ToArray());
    }

    [Fact]
    public async Task PackAsync_ShardThatIsTooLarge_LeavesRoomForTheNext()
    {
        using var packer = new ShardPacker(threads: 1);
        EpisodeShard shard = Shards.Make("x");
        EpisodeShard tooLarge = shard with { Episodes = [.. Enumerable.Repeat(shard.Episodes[0] with { Id = new string('x', 1 << 20) }, 200)] };

        await Assert.ThrowsAsync<InvalidDataException>(async () => await packer.PackAsync(tooLarge, CancellationToken.None));
        using PackedShard packed = await packer.PackAsync(shard, CancellationToken.None);

        Assert.Equal(ShardFrame.Pack(shard), packed.Frame.ToArray());
    }
}
