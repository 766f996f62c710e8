using System.Runtime.CompilerServices;

namespace RlOrleans.Learning;

/// <summary>What <see cref="MachinePeak"/> measures.</summary>
internal sealed unsafe partial class Kernels<TSimd, TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void MultiplyAddChains(int iterations, float* sums)
    {
        // Two pipes of four cycles' latency want eight chains; four more hide what the pipes are late by. With the two
        // factors they fit the 16 registers of the narrower instruction sets.
        TVector x = TSimd.Broadcast(0.5f), y = TSimd.Broadcast(1f);
        TVector s0 = y, s1 = y, s2 = y, s3 = y, s4 = y, s5 = y, s6 = y, s7 = y, s8 = y, s9 = y, s10 = y, s11 = y;
        for (int i = 0; i < iterations; i++)
        {
            s0 = TSimd.MultiplyAdd(s0, x, y);
            s1 = TSimd.MultiplyAdd(s1, x, y);
            s2 = TSimd.MultiplyAdd(s2, x, y);
            s3 = TSimd.MultiplyAdd(s3, x, y);
            s4 = TSimd.MultiplyAdd(s4, x, y);
            s5 = TSimd.MultiplyAdd(s5, x, y);
            s6 = TSimd.MultiplyAdd(s6, x, y);
            s7 = TSimd.MultiplyAdd(s7, x, y);
            s8 = TSimd.MultiplyAdd(s8, x, y);
            s9 = TSimd.MultiplyAdd(s9, x, y);
            s10 = TSimd.MultiplyAdd(s10, x, y);
            s11 = TSimd.MultiplyAdd(s11, x, y);
        }

        int width = TSimd.Count;
        TSimd.Store(s0, sums);
        TSimd.Store(s1, sums + width);
        TSimd.Store(s2, sums + 2 * width);
        TSimd.Store(s3, sums + 3 * width);
        TSimd.Store(s4, sums + 4 * width);
        TSimd.Store(s5, sums + 5 * width);
        TSimd.Store(s6, sums + 6 * width);
        TSimd.Store(s7, sums + 7 * width);
        TSimd.Store(s8, sums + 8 * width);
        TSimd.Store(s9, sums + 9 * width);
        TSimd.Store(s10, sums + 10 * width);
        TSimd.Store(s11, sums + 11 * width);
    }
}
