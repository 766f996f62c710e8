using System.Runtime.CompilerServices;

namespace RlOrleans.Learning;

/// <summary>Products with few columns (dot products along rows), sums over rows, and copies in another order.</summary>
internal sealed unsafe partial class Kernels<TSimd, TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void MultiplyNarrow(
        int rows, int outputs, int inner,
        float* input, nint inputStride,
        float* weights, nint weightStride,
        float* bias,
        float* result, nint resultStride)
    {
        for (int o = 0; o < outputs; o++)
        {
            float* w = weights + o * weightStride;
            float* y = result + o * resultStride;
            float offset = bias == null ? 0 : bias[o];
            int i = 0;
            for (; i + 4 <= rows; i += 4)
            {
                float* x0 = input + i * inputStride, x1 = x0 + inputStride, x2 = x1 + inputStride, x3 = x2 + inputStride;
                TVector s0 = TSimd.Zero, s1 = TSimd.Zero, s2 = TSimd.Zero, s3 = TSimd.Zero;
                for (int p = 0; p < inner; p += TSimd.Count)
                {
                    TVector v = TSimd.Load(w + p);
                    s0 = TSimd.MultiplyAdd(v, TSimd.Load(x0 + p), s0);
                    s1 = TSimd.MultiplyAdd(v, TSimd.Load(x1 + p), s1);
                    s2 = TSimd.MultiplyAdd(v, TSimd.Load(x2 + p), s2);
                    s3 = TSimd.MultiplyAdd(v, TSimd.Load(x3 + p), s3);
                }

                y[i] = TSimd.Sum(s0) + offset;
                y[i + 1] = TSimd.Sum(s1) + offset;
                y[i + 2] = TSimd.Sum(s2) + offset;
                y[i + 3] = TSimd.Sum(s3) + offset;
            }

            for (; i < rows; i++)
            {
                float* x = input + i * inputStride;
                TVector s = TSimd.Zero;
                for (int p = 0; p < inner; p += TSimd.Count)
                    s = TSimd.MultiplyAdd(TSimd.Load(w + p), TSimd.Load(x + p), s);
                y[i] = TSimd.Sum(s) + offset;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void SumRows(int rows, int columns, float* matrix, nint stride, float* result)
    {
        int width = TSimd.Count, j = 0;

        // Four columns of vectors at once, because one chain of additions would wait for its own latency.
        for (; j + 4 * width <= columns; j += 4 * width)
        {
            TVector s0 = TSimd.Zero, s1 = s0, s2 = s0, s3 = s0;
            float* at = matrix + j;
            for (int i = 0; i < rows; i++, at += stride)
            {
                s0 = TSimd.Add(s0, TSimd.Load(at));
                s1 = TSimd.Add(s1, TSimd.Load(at + width));
                s2 = TSimd.Add(s2, TSimd.Load(at + 2 * width));
                s3 = TSimd.Add(s3, TSimd.Load(at + 3 * width));
            }

            TSimd.Store(s0, result + j);
            TSimd.Store(s1, result + j + width);
            TSimd.Store(s2, result + j + 2 * width);
            TSimd.Store(s3, result + j + 3 * width);
        }

        for (; j < columns; j += width)
        {
            TVector sum = TSimd.Zero;
            float* at = matrix + j;
            for (int i = 0; i < rows; i++, at += stride)
                sum = TSimd.Add(sum, TSimd.Load(at));
            TSimd.Store(sum, result + j);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void GatherRows(ReadOnlySpan<int> rows, int stride, float* matrix, float* result)
    {
        for (int i = 0; i < rows.Length; i++, result += stride)
        {
            float* row = matrix + (nint)rows[i] * stride;
            for (int j = 0; j < stride; j += TSimd.Count)
                TSimd.Store(TSimd.Load(row + j), result + j);
        }
    }

    public override void Transpose(int rows, int columns, float* matrix, nint stride, float* result, nint resultStride) =>
        Transposition.Run(rows, columns, matrix, stride, result, resultStride);
}
