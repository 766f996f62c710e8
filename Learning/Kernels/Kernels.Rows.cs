using System.Runtime.CompilerServices;

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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override int FindNonzeroColumns(int rows, int columns, float* matrix, nint stride, Span<int> numbers)
    {
        int found = 0;
        TVector one = TSimd.Broadcast(1);
        float* flags = stackalloc float[TSimd.Count];
        for (int j = 0; j < columns; j += TSimd.Count)
        {
            // What is not a number is not zero either.
            TVector any = TSimd.Zero;
            float* at = matrix + j;
            for (int i = 0; i < rows; i++, at += stride)
                any = TSimd.Select(TSimd.Equal(TSimd.Load(at), TSimd.Zero), any, one);
            TSimd.Store(any, flags);
            for (int lane = 0; lane < TSimd.Count; lane++)
            {
                numbers[found] = j + lane;
                found += flags[lane] == 0 ? 0 : 1;
                if (found == numbers.Length)
                    return found;
            }
        }

        return found;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void GatherColumns(int rows, ReadOnlySpan<int> columns, float* matrix, nint stride, float* result, int resultStride)
    {
        for (int i = 0; i < rows; i++, matrix += stride, result += resultStride)
        {
            for (int j = 0; j < columns.Length; j++)
                result[j] = matrix[columns[j]];
            new Span<float>(result + columns.Length, resultStride - columns.Length).Clear();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void ScatterColumns(int rows, ReadOnlySpan<int> columns, float* matrix, nint stride, float* result, int resultStride)
    {
        for (int i = 0; i < rows; i++, matrix += stride, result += resultStride)
        {
            new Span<float>(result, resultStride).Clear();
            for (int j = 0; j < columns.Length; j++)
                result[columns[j]] = matrix[j];
        }
    }

    public override void Transpose(int rows, int columns, float* matrix, nint stride, float* result, nint resultStride) =>
        Transposition.Run(rows, columns, matrix, stride, result, resultStride);
}
