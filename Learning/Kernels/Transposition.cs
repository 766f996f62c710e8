using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace RlOrleans.Learning;

/// <summary>Transposes matrices in tiles of 4 by 4, which fit the registers of every machine.</summary>
internal static unsafe class Transposition
{
    private const int Tile = 4;

    /// <summary><c>result[j, i] = matrix[i, j]</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(int rows, int columns, float* matrix, nint stride, float* result, nint resultStride)
    {
        int tiledRows = 0, tiledColumns = 0;
        if (Sse.IsSupported || AdvSimd.Arm64.IsSupported)
        {
            tiledRows = rows - rows % Tile;
            tiledColumns = columns - columns % Tile;
            for (int i = 0; i < tiledRows; i += Tile)
                for (int j = 0; j < tiledColumns; j += Tile)
                    RunTile(matrix + i * stride + j, stride, result + j * resultStride + i, resultStride);
        }

        for (int i = 0; i < rows; i++)
            for (int j = i < tiledRows ? tiledColumns : 0; j < columns; j++)
                result[j * resultStride + i] = matrix[i * stride + j];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RunTile(float* from, nint stride, float* to, nint resultStride)
    {
        Vector128<float> r0 = Vector128.Load(from), r1 = Vector128.Load(from + stride);
        Vector128<float> r2 = Vector128.Load(from + 2 * stride), r3 = Vector128.Load(from + 3 * stride);
        Vector128<float> low01 = Low(r0, r1), high01 = High(r0, r1), low23 = Low(r2, r3), high23 = High(r2, r3);
        LowPairs(low01, low23).Store(to);
        HighPairs(low01, low23).Store(to + resultStride);
        LowPairs(high01, high23).Store(to + 2 * resultStride);
        HighPairs(high01, high23).Store(to + 3 * resultStride);
    }

    // a0 b0 a1 b1
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Low(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    // a2 b2 a3 b3
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> High(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);

    // a0 a1 b0 b1
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> LowPairs(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.MoveLowToHigh(a, b) : AdvSimd.Arm64.ZipLow(a.AsDouble(), b.AsDouble()).AsSingle();

    // a2 a3 b2 b3
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> HighPairs(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.MoveHighToLow(b, a) : AdvSimd.Arm64.ZipHigh(a.AsDouble(), b.AsDouble()).AsSingle();
}
