using System.Numerics;
using System.Runtime.CompilerServices;

namespace RlOrleans.Learning;

/// <summary>Some columns of a matrix: found, taken out and put back.</summary>
internal sealed unsafe partial class Kernels<TSimd, TVector>
{
    /// <summary>An element of a mask that is set.</summary>
    private static readonly float AllBits = BitConverter.Int32BitsToSingle(-1);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override int FindNonzeroColumns(int rows, int columns, float* matrix, nint stride, int* numbers)
    {
        int found = 0;
        for (int j = 0; j < columns; j += TSimd.Count)
        {
            // Bits are put together, not values: what is not a number is not zero either.
            TVector any = TSimd.Zero;
            float* at = matrix + j;
            for (int i = 0; i < rows; i++, at += stride)
                any = TSimd.Or(any, TSimd.Load(at));
            uint zero = TSimd.Bits(TSimd.Equal(any, TSimd.Zero));
            for (uint set = ~zero & (uint)((1UL << TSimd.Count) - 1); set != 0; set &= set - 1)
                numbers[found++] = j + BitOperations.TrailingZeroCount(set);
        }

        return found;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void GatherColumns(int rows, ReadOnlySpan<int> columns, float* matrix, nint stride, float* result, int resultStride)
    {
        if (!TSimd.CanCompress || columns.IsEmpty)
        {
            for (int i = 0; i < rows; i++, matrix += stride, result += resultStride)
            {
                for (int j = 0; j < columns.Length; j++)
                    result[j] = matrix[columns[j]];
                new Span<float>(result + columns.Length, resultStride - columns.Length).Clear();
            }

            return;
        }

        int vectors = columns[^1] / TSimd.Count + 1;
        float* masks = stackalloc float[vectors * TSimd.Count];
        int* starts = stackalloc int[vectors];
        FillMasks(columns, vectors, masks, starts);
        float* allThenNone = stackalloc float[2 * TSimd.Count];
        new Span<float>(allThenNone, TSimd.Count).Fill(AllBits);
        new Span<float>(allThenNone + TSimd.Count, TSimd.Count).Clear();
        for (int i = 1; i <= rows; i++)
            TSimd.Store(TSimd.Zero, result + (nint)i * resultStride - TSimd.Count);
        for (int j = 0; j < vectors; j++)
        {
            // Masks stay in registers while the rows run. Each vector ends in zeros, which the next one is stored over, and
            // what would reach into the next row is left out.
            TVector mask = TSimd.Load(masks + j * TSimd.Count);
            TVector fits = TSimd.Load(allThenNone + TSimd.Count - Math.Min(TSimd.Count, resultStride - starts[j]));
            float* from = matrix + j * TSimd.Count, place = result + starts[j];
            for (int i = 0; i < rows; i++, from += stride, place += resultStride)
                TSimd.Store(TSimd.Select(fits, TSimd.Compress(mask, TSimd.Load(from)), TSimd.Load(place)), place);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void ScatterColumns(int rows, ReadOnlySpan<int> columns, float* matrix, nint stride, float* result, int resultStride)
    {
        if (!TSimd.CanCompress)
        {
            for (int i = 0; i < rows; i++, matrix += stride, result += resultStride)
            {
                new Span<float>(result, resultStride).Clear();
                for (int j = 0; j < columns.Length; j++)
                    result[columns[j]] = matrix[j];
            }

            return;
        }

        int vectors = resultStride / TSimd.Count;
        float* masks = stackalloc float[resultStride];
        int* starts = stackalloc int[vectors];
        FillMasks(columns, vectors, masks, starts);
        for (int j = 0; j < vectors; j++)
        {
            TVector mask = TSimd.Load(masks + j * TSimd.Count);
            float* from = matrix + starts[j], place = result + j * TSimd.Count;
            for (int i = 0; i < rows; i++, from += stride, place += resultStride)
                TSimd.Store(TSimd.Expand(mask, TSimd.Load(from), TSimd.Zero), place);
        }
    }

    // For each vector of columns which of them are meant, all bits set, and how many are before it.
    private static void FillMasks(ReadOnlySpan<int> columns, int vectors, float* masks, int* starts)
    {
        new Span<float>(masks, vectors * TSimd.Count).Clear();
        foreach (int column in columns)
            masks[column] = AllBits;
        for (int j = 0, start = 0; j < vectors; j++)
        {
            starts[j] = start;
            while (start < columns.Length && columns[start] < (j + 1) * TSimd.Count)
                start++;
        }
    }
}
