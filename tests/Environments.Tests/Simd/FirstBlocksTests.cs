using RlOrleans.Environments.Simd;

namespace RlOrleans.Environments.Tests.Simd;

public class FirstBlocksTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    public void Draw_Steps_GivesTheBlocksOfEachAlone(int count)
    {
        var seed = new EnvironmentSeed(0xFEDC_BA98_7654_3210, RandomPurpose.Evaluation, 0xAB_CDEF, FirstLane: 0xFFFF_FFF0);
        int[] lanes = [.. Enumerable.Range(0, count).Select(i => i * 9001)];
        uint[] episodes = [.. Enumerable.Range(0, FirstBlocks.BatchSize).Select(i => uint.MaxValue / (uint)(i + 1))];
        var blocks = new ulong[4 * FirstBlocks.BatchSize];
        int[] steps = [.. Enumerable.Range(0, count).Select(i => 0xFF_FFFF / (i + 1))];
        FirstBlocks.Draw(seed, lanes, episodes, steps, blocks);
        for (int i = 0; i < count; i++)
        {
            (uint x, uint y, uint z, uint w) = seed.At(lanes[i], episodes[i], (uint)steps[i]).Block(0);
            Assert.Equal([x, y, z, w], Enumerable.Range(0, 4).Select(word => blocks[word * FirstBlocks.BatchSize + i]));
        }
    }

    // The known answers of the Random123 library for philox4x32-10.
    [Theory]
    [InlineData(0ul, 0u, 0u, 0u, 0u, new uint[] { 0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8 })]
    public void Block_KnownCounter_GivesTheKnownAnswer(ulong key, uint c0, uint c1, uint c2, uint c3, uint[] expected)
    {
        var random = new CounterRandom(key, (byte)(c3 >> 24), c3 & 0xFF_FFFF, c2);
        (uint x, uint y, uint z, uint w) = random.Block(((ulong)c1 << 32) | c0);
        Assert.Equal(expected, new[] { x, y, z, w });
    }
}
