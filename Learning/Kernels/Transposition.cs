using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace RlOrleans.Learning;

/// <summary>Transposes matrices in tiles of 4 by 4, which fit the registers of every machine.</summary>
internal static unsafe class Transposition
{
    private const int Tile = 4;

    /// <summary>
    /// Rows of a block, which fill a line of the result, and columns. The rows of the result are often a power of two apart,
    /// where a cache keeps only a few of them: within a block each line is filled before it has to go.
    /// </summary>
    private const int BlockRows = FloatBuffer.Line;

    private const int BlockColumns = 8;

    /// <summary><c>result[j, i] = matrix[i, j]</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(int rows, int columns, float* matrix, nint stride, float* result, nint resultStride)
    {
        int tiledRows = rows - rows % Tile, tiledColumns = columns - columns % Tile;
        for (int top = 0; top < tiledRows; top += BlockRows)
            for (int left = 0; left < tiledColumns; left += BlockColumns)
            {
                int bottom = Math.Min(top + BlockRows, tiledRows), right = Math.Min(left + BlockColumns, tiledColumns);
                for (int i = top; i < bottom; i += Tile)
                    for (int j = left; j < right; j += Tile)
                        RunTile(matrix + i * stride + j, stride, result + j * resultStride + i, resultStride);
            }

        for (int i = 0; i < rows; i++)
            for (int j = i < tiledRows ? tiledColumns : 0; j < columns; j++)
                result[j * resultStride + i] = matrix[i * stride + j];
    }

    /// <summary>The columns of the matrix with the given rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector128<float> C0, Vector128<float> C1, Vector128<float> C2, Vector128<float> C3) Transpose(
        Vector128<float> r0, Vector128<float> r1, Vector128<float> r2, Vector128<float> r3)
    {
        Vector128<float> low01 = Low(r0, r1), high01 = High(r0, r1), low23 = Low(r2, r3), high23 = High(r2, r3);
        return (LowPairs(low01, low23), HighPairs(low01, low23), LowPairs(high01, high23), HighPairs(high01, high23));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RunTile(float* from, nint stride, float* to, nint resultStride)
    {
        (Vector128<float> c0, Vector128<float> c1, Vector128<float> c2, Vector128<float> c3) = Transpose(
            Vector128.Load(from), Vector128.Load(from + stride), Vector128.Load(from + 2 * stride), Vector128.Load(from + 3 * stride));
        c0.Store(to);
        c1.Store(to + resultStride);
        c2.Store(to + 2 * resultStride);
        c3.Store(to + 3 * resultStride);
    }

    // a0 b0 a1 b1
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Low(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackLow(a, b)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(a, b)
        : Vector128.Create(a[0], b[0], a[1], b[1]);

    // a2 b2 a3 b3
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> High(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackHigh(a, b)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(a, b)
        : Vector128.Create(a[2], b[2], a[3], b[3]);

    // a0 a1 b0 b1
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> LowPairs(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.MoveLowToHigh(a, b) : Vector128.Create(a.GetLower(), b.GetLower());

    // a2 a3 b2 b3
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> HighPairs(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.MoveHighToLow(b, a) : Vector128.Create(a.GetUpper(), b.GetUpper());
}
