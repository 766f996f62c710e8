using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RlOrleans.Environments.Simd;

/// <summary>
/// The first random block of steps of many lanes at once: for each, what <see cref="EnvironmentSeed.At"/> gives at draw 0.
/// Where steps are cheap or episodes short, to draw them one by one takes longer than all dynamics together.
/// </summary>
internal static class FirstBlocks
{
    /// <summary>How many blocks are drawn at once.</summary>
    public const int BatchSize = 8;

    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;
    private const uint KeyStep0 = 0x9E3779B9;
    private const uint KeyStep1 = 0xBB67AE85;
    private const int Rounds = 10;

    private static ReadOnlySpan<int> NoSteps => [0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>Draws the blocks that <see cref="BatchSize"/> episodes or fewer start with.</summary>
    /// <param name="seed">The seed of the lanes.</param>
    /// <param name="lanes">Indices of the lanes.</param>
    /// <param name="episodes">The episode of each.</param>
    /// <param name="blocks">Receives four words for each episode, <c>[4, BatchSize]</c>: in the lower half of each element.</param>
    public static void Draw(in EnvironmentSeed seed, ReadOnlySpan<int> lanes, ReadOnlySpan<uint> episodes, Span<ulong> blocks) =>
        Draw(seed, lanes, episodes, NoSteps[..lanes.Length], blocks);

    /// <summary>Draws the blocks of a step of <see cref="BatchSize"/> lanes or fewer.</summary>
    /// <param name="seed">The seed of the lanes.</param>
    /// <param name="lanes">Indices of the lanes.</param>
    /// <param name="episodes">The episode of each.</param>
    /// <param name="steps">The step of each.</param>
    /// <param name="blocks">As above.</param>
    public static void Draw(
        in EnvironmentSeed seed, ReadOnlySpan<int> lanes, ReadOnlySpan<uint> episodes, ReadOnlySpan<int> steps, Span<ulong> blocks)
    {
        if (lanes.Length == BatchSize && Avx512F.IsSupported)
        {
            DrawBatch(seed, lanes, episodes, steps, blocks);
            return;
        }

        for (int i = 0; i < lanes.Length; i++)
        {
            (uint x, uint y, uint z, uint w) = seed.At(lanes[i], episodes[i], (uint)steps[i]).Block(0);
            (blocks[i], blocks[BatchSize + i], blocks[2 * BatchSize + i], blocks[3 * BatchSize + i]) = (x, y, z, w);
        }
    }

    /// <summary>The block of the i-th lane.</summary>
    public static (uint X, uint Y, uint Z, uint W) BlockOf(ReadOnlySpan<ulong> blocks, int i) =>
        ((uint)blocks[i], (uint)blocks[BatchSize + i], (uint)blocks[2 * BatchSize + i], (uint)blocks[3 * BatchSize + i]);

    // Philox4x32-10 as in CounterRandom, a word in the lower half of each element. The upper halves fill with what the
    // multiplications leave there; they read lower halves only, so it does no harm.
    private static void DrawBatch(
        in EnvironmentSeed seed, ReadOnlySpan<int> lanes, ReadOnlySpan<uint> episodes, ReadOnlySpan<int> steps, Span<ulong> blocks)
    {
        Vector512<uint> m0 = Vector512.Create((ulong)Multiplier0).AsUInt32(), m1 = Vector512.Create((ulong)Multiplier1).AsUInt32();
        Vector512<ulong> c0 = Avx512F.ConvertToVector512UInt64(Vector256.Create(steps).AsUInt32() << StepRandom.DrawBits);
        Vector512<ulong> c1 = Avx512F.ConvertToVector512UInt64(Vector256.Create(episodes));
        Vector512<ulong> c2 = Avx512F.ConvertToVector512UInt64(Vector256.Create(lanes).AsUInt32() + Vector256.Create(seed.FirstLane));
        Vector512<ulong> c3 = Vector512.Create((ulong)(((uint)seed.Purpose << 24) | (seed.Agent & 0xFF_FFFF)));
        uint k0 = (uint)seed.Seed, k1 = (uint)(seed.Seed >> 32);
        for (int round = 0; round < Rounds; round++)
        {
            Vector512<ulong> p0 = Avx512F.Multiply(m0, c0.AsUInt32()), p1 = Avx512F.Multiply(m1, c2.AsUInt32());
            c0 = (p1 >>> 32) ^ c1 ^ Vector512.Create((ulong)k0);
            c2 = (p0 >>> 32) ^ c3 ^ Vector512.Create((ulong)k1);
            c1 = p1;
            c3 = p0;
            k0 += KeyStep0;
            k1 += KeyStep1;
        }

        Vector512<ulong> lower = Vector512.Create((ulong)uint.MaxValue);
        ref ulong destination = ref MemoryMarshal.GetReference(blocks[..(4 * BatchSize)]);
        (c0 & lower).StoreUnsafe(ref destination, 0);
        (c1 & lower).StoreUnsafe(ref destination, BatchSize);
        (c2 & lower).StoreUnsafe(ref destination, 2 * BatchSize);
        (c3 & lower).StoreUnsafe(ref destination, 3 * BatchSize);
    }
}
