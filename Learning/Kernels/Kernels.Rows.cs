using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace RlOrleans.Learning;

/// <summary>Sums over rows, and rows and columns in another order.</summary>
internal sealed unsafe partial class Kernels<TSimd, TVector>
{
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

    /// <summary>Rows that are asked for before they are read: of a large matrix they come from far away, and in no order.</summary>
    private const int RowsAhead = 16;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void GatherRows(ReadOnlySpan<int> rows, int stride, float* matrix, float* result)
    {
        for (int i = 0; i < rows.Length; i++, result += stride)
        {
            if (Sse.IsSupported && i + RowsAhead < rows.Length)
                Sse.Prefetch0(matrix + (nint)rows[i + RowsAhead] * stride);
            float* row = matrix + (nint)rows[i] * stride;
            for (int j = 0; j < stride; j += TSimd.Count)
                TSimd.Store(TSimd.Load(row + j), result + j);
        }
    }

    public override void Transpose(int rows, int columns, float* matrix, nint stride, float* result, nint resultStride) =>
        Transposition.Run(rows, columns, matrix, stride, result, resultStride);
}
