using System.Runtime.CompilerServices;

namespace RlOrleans.Learning;

/// <summary>Products with few columns: dot products along rows.</summary>
internal sealed unsafe partial class Kernels<TSimd, TVector>
{
    /// <summary>Outputs of the largest tile.</summary>
    private const int DotOutputs = 4;

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void MultiplyNarrow(
        int rows, int outputs, int inner,
        float* input, nint inputStride,
        float* weights, nint weightStride,
        float* bias,
        float* result, nint resultStride)
    {
        // The dot products of a vector of rows stay vectors, output by output, until all are there: adding up the elements of
        // many vectors together costs a fraction of adding up each. Where rows are missing the memory holds anything, which
        // touches only elements that are not stored.
        int width = TSimd.Count, square = width * width;
        float* memory = stackalloc float[DotOutputs * square + FloatBuffer.Line];
        float* sums = FloatBuffer.Align(memory);
        for (int i = 0; i < rows; i += width, input += width * inputStride)
        {
            int live = Math.Min(width, rows - i);
            if (live * ((outputs + width - 1) / width) < outputs)
            {
                // The other way round fewer elements are missing.
                for (int r = 0; r < live; r++)
                    RowTimesWeights(outputs, inner, input + r * inputStride, weights, weightStride, bias, result + i + r, resultStride, sums);
                return;
            }

            for (int o = 0; o < outputs;)
            {
                int count = Dots(live, outputs - o, inner, input, inputStride, weights + o * weightStride, weightStride, sums);
                for (int d = 0; d < count; d++, o++)
                {
                    TVector total = TSimd.Add(TSimd.SumEach(sums + d * square), TSimd.Broadcast(bias == null ? 0 : bias[o]));
                    float* y = result + o * resultStride + i;
                    if (live == width)
                    {
                        TSimd.Store(total, y);
                        continue;
                    }

                    TSimd.Store(total, sums + d * square);
                    for (int r = 0; r < live; r++)
                        y[r] = sums[d * square + r];
                }
            }
        }
    }

    /// <summary>All outputs of one row, with the same sums in the same order as a tile has them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RowTimesWeights(
        int outputs, int inner, float* row, float* weights, nint weightStride, float* bias, float* result, nint resultStride, float* sums)
    {
        int width = TSimd.Count;
        for (int o = 0; o < outputs; o += width)
        {
            int live = Math.Min(width, outputs - o);
            Dots8x1(live, inner, weights + o * weightStride, weightStride, row, sums);
            TSimd.Store(TSimd.SumEach(sums), sums);
            for (int d = 0; d < live; d++)
                result[(o + d) * resultStride] = sums[d] + (bias == null ? 0 : bias[o + d]);
        }
    }

    /// <summary>Dot products with as many outputs as a tile takes; returns how many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Dots(
        int live, int outputs, int inner, float* input, nint inputStride, float* weights, nint weightStride, float* sums)
    {
        if (outputs >= DotOutputs && TSimd.HasManyRegisters)
        {
            Dots4x4(live, inner, input, inputStride, weights, weightStride, sums);
            return DotOutputs;
        }

        if (outputs >= 2)
        {
            Dots4x2(live, inner, input, inputStride, weights, weightStride, sums);
            return 2;
        }

        Dots8x1(live, inner, input, inputStride, weights, sums);
        return 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Dots4x4(int live, int inner, float* input, nint inputStride, float* weights, nint weightStride, float* sums)
    {
        int width = TSimd.Count;
        float* w1 = weights + weightStride, w2 = w1 + weightStride, w3 = w2 + weightStride;
        for (int i = 0; i < live; i += 4)
        {
            float* x0 = input + i * inputStride, x1 = Next(x0, i + 1), x2 = Next(x1, i + 2), x3 = Next(x2, i + 3);
            TVector s00 = TSimd.Zero, s01 = s00, s02 = s00, s03 = s00, s10 = s00, s11 = s00, s12 = s00, s13 = s00;
            TVector s20 = s00, s21 = s00, s22 = s00, s23 = s00, s30 = s00, s31 = s00, s32 = s00, s33 = s00;
            for (int p = 0; p < inner; p += width)
            {
                TVector v0 = TSimd.Load(x0 + p), v1 = TSimd.Load(x1 + p), v2 = TSimd.Load(x2 + p), v3 = TSimd.Load(x3 + p);
                TVector w = TSimd.Load(weights + p);
                s00 = TSimd.MultiplyAdd(w, v0, s00);
                s01 = TSimd.MultiplyAdd(w, v1, s01);
                s02 = TSimd.MultiplyAdd(w, v2, s02);
                s03 = TSimd.MultiplyAdd(w, v3, s03);
                w = TSimd.Load(w1 + p);
                s10 = TSimd.MultiplyAdd(w, v0, s10);
                s11 = TSimd.MultiplyAdd(w, v1, s11);
                s12 = TSimd.MultiplyAdd(w, v2, s12);
                s13 = TSimd.MultiplyAdd(w, v3, s13);
                w = TSimd.Load(w2 + p);
                s20 = TSimd.MultiplyAdd(w, v0, s20);
                s21 = TSimd.MultiplyAdd(w, v1, s21);
                s22 = TSimd.MultiplyAdd(w, v2, s22);
                s23 = TSimd.MultiplyAdd(w, v3, s23);
                w = TSimd.Load(w3 + p);
                s30 = TSimd.MultiplyAdd(w, v0, s30);
                s31 = TSimd.MultiplyAdd(w, v1, s31);
                s32 = TSimd.MultiplyAdd(w, v2, s32);
                s33 = TSimd.MultiplyAdd(w, v3, s33);
            }

            Keep(s00, s01, s02, s03, sums + i * width);
            Keep(s10, s11, s12, s13, sums + (width + i) * width);
            Keep(s20, s21, s22, s23, sums + (2 * width + i) * width);
            Keep(s30, s31, s32, s33, sums + (3 * width + i) * width);
        }

        // Beyond the last row the same row is read again; what comes of it is not stored.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        float* Next(float* row, int i) => i < live ? row + inputStride : row;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Dots4x2(int live, int inner, float* input, nint inputStride, float* weights, nint weightStride, float* sums)
    {
        int width = TSimd.Count;
        float* w1 = weights + weightStride;
        for (int i = 0; i < live; i += 4)
        {
            float* x0 = input + i * inputStride, x1 = Next(x0, i + 1), x2 = Next(x1, i + 2), x3 = Next(x2, i + 3);
            TVector s00 = TSimd.Zero, s01 = s00, s02 = s00, s03 = s00, s10 = s00, s11 = s00, s12 = s00, s13 = s00;
            for (int p = 0; p < inner; p += width)
            {
                TVector v0 = TSimd.Load(x0 + p), v1 = TSimd.Load(x1 + p), v2 = TSimd.Load(x2 + p), v3 = TSimd.Load(x3 + p);
                TVector w = TSimd.Load(weights + p);
                s00 = TSimd.MultiplyAdd(w, v0, s00);
                s01 = TSimd.MultiplyAdd(w, v1, s01);
                s02 = TSimd.MultiplyAdd(w, v2, s02);
                s03 = TSimd.MultiplyAdd(w, v3, s03);
                w = TSimd.Load(w1 + p);
                s10 = TSimd.MultiplyAdd(w, v0, s10);
                s11 = TSimd.MultiplyAdd(w, v1, s11);
                s12 = TSimd.MultiplyAdd(w, v2, s12);
                s13 = TSimd.MultiplyAdd(w, v3, s13);
            }

            Keep(s00, s01, s02, s03, sums + i * width);
            Keep(s10, s11, s12, s13, sums + (width + i) * width);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        float* Next(float* row, int i) => i < live ? row + inputStride : row;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Dots8x1(int live, int inner, float* input, nint inputStride, float* weights, float* sums)
    {
        int width = TSimd.Count, i = 0;
        for (; i + 8 <= live; i += 8)
        {
            float* x0 = input + i * inputStride, x1 = x0 + inputStride, x2 = x1 + inputStride, x3 = x2 + inputStride;
            float* x4 = x3 + inputStride, x5 = x4 + inputStride, x6 = x5 + inputStride, x7 = x6 + inputStride;
            TVector s0 = TSimd.Zero, s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
            for (int p = 0; p < inner; p += width)
            {
                TVector w = TSimd.Load(weights + p);
                s0 = TSimd.MultiplyAdd(w, TSimd.Load(x0 + p), s0);
                s1 = TSimd.MultiplyAdd(w, TSimd.Load(x1 + p), s1);
                s2 = TSimd.MultiplyAdd(w, TSimd.Load(x2 + p), s2);
                s3 = TSimd.MultiplyAdd(w, TSimd.Load(x3 + p), s3);
                s4 = TSimd.MultiplyAdd(w, TSimd.Load(x4 + p), s4);
                s5 = TSimd.MultiplyAdd(w, TSimd.Load(x5 + p), s5);
                s6 = TSimd.MultiplyAdd(w, TSimd.Load(x6 + p), s6);
                s7 = TSimd.MultiplyAdd(w, TSimd.Load(x7 + p), s7);
            }

            Keep(s0, s1, s2, s3, sums + i * width);
            Keep(s4, s5, s6, s7, sums + (i + 4) * width);
        }

        for (; i < live; i++)
        {
            float* x = input + i * inputStride;
            TVector s = TSimd.Zero;
            for (int p = 0; p < inner; p += width)
                s = TSimd.MultiplyAdd(TSimd.Load(weights + p), TSimd.Load(x + p), s);
            TSimd.Store(s, sums + i * width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep(TVector s0, TVector s1, TVector s2, TVector s3, float* sums)
    {
        int width = TSimd.Count;
        TSimd.Store(s0, sums);
        TSimd.Store(s1, sums + width);
        TSimd.Store(s2, sums + 2 * width);
        TSimd.Store(s3, sums + 3 * width);
    }
}
