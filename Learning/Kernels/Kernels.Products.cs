using System.Runtime.CompilerServices;

namespace RlOrleans.Learning;

/// <summary>
/// The kernels of one vector width. Products run over blocks that fit the caches, and inside of them over tiles that stay
/// in registers while the inner dimension runs (Goto and van de Geijn, "Anatomy of high-performance matrix
/// multiplication", 2008).
/// </summary>
/// <remarks>
/// Every element of a product is one chain of multiply-adds in order of the inner dimension, in all tiles; blocks only
/// put it down in memory for a while, which rounds nothing. So the bits of a row do not depend on how rows and columns
/// are cut up.
/// </remarks>
internal sealed unsafe partial class Kernels<TSimd, TVector> : Kernels
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    /// <summary>Inner length of a block: four rows of A are 4 KiB then, and 64 columns of B 64 KiB.</summary>
    private const int InnerBlock = 256;

    /// <summary>Rows of a block: 128 KiB of A, which every strip of columns reads again.</summary>
    private const int RowBlock = 128;

    /// <summary>Rows of a transposed A that are packed together: a cache line of each of its columns.</summary>
    private const int PackedRows = FloatBuffer.Line;

    /// <summary>From this distance between the columns of a transposed A on, too many of them fall on the same sets of the cache.</summary>
    private const int PackedStride = 128;

    /// <summary>Columns of the widest strip; packing pays from two strips on.</summary>
    private static int StripColumns => 4 * TSimd.Count;

    public override int VectorCount => TSimd.Count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Multiply(
        int rows, int columns, int inner,
        float* left, nint leftRow, nint leftColumn,
        float* right, nint rightStride,
        float* bias, Activation activation,
        float* result, nint resultStride, int* places)
    {
        if (places == null)
            Activated<WholeOrder>(rows, columns, inner, null, null, left, leftRow, leftColumn, right, rightStride, bias, activation, result, resultStride);
        else
            Activated<SparseOrder>(rows, columns, inner, null, places, left, leftRow, leftColumn, right, rightStride, bias, activation, result, resultStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void MultiplyActivationGradient(
        int rows, int columns, int inner,
        float* left, nint leftRow, nint leftColumn,
        float* right, nint rightStride,
        float* activated, Activation activation,
        float* result, nint resultStride, int* places)
    {
        if (places == null)
            Gradient<WholeOrder>(rows, columns, inner, null, null, left, leftRow, leftColumn, right, rightStride, activated, activation, result, resultStride);
        else
            Gradient<SparseOrder>(rows, columns, inner, null, places, left, leftRow, leftColumn, right, rightStride, activated, activation, result, resultStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void MultiplyAccumulate(
        int rows, int columns, int inner,
        float* left, nint leftRow, nint leftColumn,
        float* right, nint rightStride,
        float* result, nint resultStride) =>
        Product<IdentityEpilogue, WholeOrder>(
            rows, columns, inner, null, null, left, leftRow, leftColumn, right, rightStride, result, resultStride, null, result, resultStride);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void MultiplyWindows(
        int rows, int columns, int inner,
        float* left, int* rowPlaces, int* columnPlaces,
        float* right, nint rightStride,
        float* bias, Activation activation,
        float* result, nint resultStride) =>
        Activated<WindowOrder>(rows, columns, inner, rowPlaces, columnPlaces, left, 0, 0, right, rightStride, bias, activation, result, resultStride);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void MultiplyWindowsAccumulate(
        int rows, int columns, int inner,
        float* left, int* rowPlaces, int* columnPlaces,
        float* right, nint rightStride,
        float* result, nint resultStride) =>
        Product<IdentityEpilogue, WindowOrder>(
            rows, columns, inner, rowPlaces, columnPlaces, left, 0, 0, right, rightStride, result, resultStride, null, result, resultStride);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Activated<TOrder>(
        int m, int n, int k, int* rows, int* places,
        float* a, nint aRow, nint aColumn,
        float* b, nint bStride,
        float* bias, Activation activation,
        float* c, nint cStride)
        where TOrder : struct, IProductOrder
    {
        switch (activation)
        {
            case Activation.Identity:
                Product<IdentityEpilogue, TOrder>(m, n, k, rows, places, a, aRow, aColumn, b, bStride, bias, 0, null, c, cStride);
                break;
            case Activation.Tanh:
                Product<TanhEpilogue, TOrder>(m, n, k, rows, places, a, aRow, aColumn, b, bStride, bias, 0, null, c, cStride);
                break;
            case Activation.Relu:
                Product<ReluEpilogue, TOrder>(m, n, k, rows, places, a, aRow, aColumn, b, bStride, bias, 0, null, c, cStride);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), activation, null);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gradient<TOrder>(
        int m, int n, int k, int* rows, int* places,
        float* a, nint aRow, nint aColumn,
        float* b, nint bStride,
        float* activated, Activation activation,
        float* c, nint cStride)
        where TOrder : struct, IProductOrder
    {
        switch (activation)
        {
            case Activation.Identity:
                Product<IdentityEpilogue, TOrder>(m, n, k, rows, places, a, aRow, aColumn, b, bStride, null, 0, null, c, cStride);
                break;
            case Activation.Tanh:
                Product<TanhGradientEpilogue, TOrder>(m, n, k, rows, places, a, aRow, aColumn, b, bStride, null, 0, activated, c, cStride);
                break;
            case Activation.Relu:
                Product<ReluGradientEpilogue, TOrder>(m, n, k, rows, places, a, aRow, aColumn, b, bStride, null, 0, activated, c, cStride);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), activation, null);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Product<TEpilogue, TOrder>(
        int m, int n, int k, int* rows, int* places,
        float* a, nint aRow, nint aColumn,
        float* b, nint bStride,
        float* initial, nint initialStride, float* activated,
        float* c, nint cStride)
        where TEpilogue : struct, IEpilogue
        where TOrder : struct, IProductOrder
    {
        for (; m > RowBlock; m -= RowBlock)
        {
            RowsBlock<TEpilogue, TOrder>(RowBlock, n, k, rows, places, a, aRow, aColumn, b, bStride, initial, initialStride, activated, c, cStride);
            a += RowBlock * aRow;
            rows += RowBlock;
            initial = initial == null ? null : initial + RowBlock * initialStride;
            activated += RowBlock * cStride;
            c += RowBlock * cStride;
        }

        RowsBlock<TEpilogue, TOrder>(m, n, k, rows, places, a, aRow, aColumn, b, bStride, initial, initialStride, activated, c, cStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RowsBlock<TEpilogue, TOrder>(
        int m, int n, int k, int* rows, int* places,
        float* a, nint aRow, nint aColumn,
        float* b, nint bStride,
        float* initial, nint initialStride, float* activated,
        float* c, nint cStride)
        where TEpilogue : struct, IEpilogue
        where TOrder : struct, IProductOrder
    {
        // What a block leaves in C is what the next one starts from; the last one applies the epilogue.
        for (; k > InnerBlock; k -= InnerBlock)
        {
            Block<IdentityEpilogue, TOrder>(m, n, InnerBlock, rows, places, a, aRow, aColumn, b, bStride, initial, initialStride, null, c, cStride);
            if (TOrder.ListsColumns)
                places += InnerBlock;
            else
                a += InnerBlock * aColumn;
            b += TOrder.ListsInner ? 0 : InnerBlock * bStride;
            initial = c;
            initialStride = cStride;
        }

        Block<TEpilogue, TOrder>(m, n, k, rows, places, a, aRow, aColumn, b, bStride, initial, initialStride, activated, c, cStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block<TEpilogue, TOrder>(
        int m, int n, int k, int* rows, int* places,
        float* a, nint aRow, nint aColumn,
        float* b, nint bStride,
        float* initial, nint initialStride, float* activated,
        float* c, nint cStride)
        where TEpilogue : struct, IEpilogue
        where TOrder : struct, IProductOrder
    {
        if (!TOrder.ListsColumns && aRow == 1 && aColumn >= PackedStride && m >= PackedRows / 2 && k >= PackedRows && n > StripColumns)
            PackedBlock<TEpilogue>(m, n, k, a, aColumn, b, bStride, initial, initialStride, activated, c, cStride);
        else
            Strips<TEpilogue, TOrder>(m, n, k, rows, places, a, aRow, aColumn, b, bStride, initial, initialStride, activated, c, cStride);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackedBlock<TEpilogue>(
        int m, int n, int k,
        float* a, nint aColumn,
        float* b, nint bStride,
        float* initial, nint initialStride, float* activated,
        float* c, nint cStride)
        where TEpilogue : struct, IEpilogue
    {
        float* memory = stackalloc float[(InnerBlock + 1) * PackedRows];
        float* packed = FloatBuffer.Align(memory);
        for (int i = 0; i < m; i += PackedRows)
        {
            int count = Math.Min(PackedRows, m - i);
            Pack(count, k, a + i, aColumn, packed);
            Strips<TEpilogue, WholeOrder>(
                count, n, k, null, null, packed, 1, PackedRows, b, bStride,
                initial == null ? null : initial + i * initialStride, initialStride, activated + i * cStride, c + i * cStride, cStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pack(int rows, int k, float* a, nint aColumn, float* packed)
    {
        if (rows == PackedRows)
        {
            for (int p = 0; p < k; p++, a += aColumn, packed += PackedRows)
                for (int i = 0; i < PackedRows; i += TSimd.Count)
                    TSimd.Store(TSimd.Load(a + i), packed + i);
            return;
        }

        for (int p = 0; p < k; p++, a += aColumn, packed += PackedRows)
            Copy(a, packed, rows);
    }

    /// <summary>All columns of a block of rows, in strips as wide as a tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Strips<TEpilogue, TOrder>(
        int m, int n, int k, int* rows, int* places,
        float* a, nint aRow, nint aColumn,
        float* b, nint bStride,
        float* initial, nint initialStride, float* activated,
        float* c, nint cStride)
        where TEpilogue : struct, IEpilogue
        where TOrder : struct, IProductOrder
    {
        int width = TSimd.Count, j = 0;
        if (m < (TSimd.HasManyRegisters ? 2 : 4))
        {
            // Too few rows for the taller tiles: only columns are left to run in parallel.
            for (; j + 8 * width <= n; j += 8 * width)
            {
                float* start = initial == null ? null : initial + j;
                Tiles1x8<TEpilogue, TOrder>(0, m, k, rows, places, a, aRow, aColumn, b + j, bStride, start, initialStride, activated + j, c + j, cStride);
            }
        }

        if (TSimd.HasManyRegisters)
        {
            for (; j + 4 * width <= n; j += 4 * width)
            {
                float* start = initial == null ? null : initial + j;
                int i = Tiles4x4<TEpilogue, TOrder>(0, m, k, rows, places, a, aRow, aColumn, b + j, bStride, start, initialStride, activated + j, c + j, cStride);
                i = Tiles2x4<TEpilogue, TOrder>(i, m, k, rows, places, a, aRow, aColumn, b + j, bStride, start, initialStride, activated + j, c + j, cStride);
                Tiles1x4<TEpilogue, TOrder>(i, m, k, rows, places, a, aRow, aColumn, b + j, bStride, start, initialStride, activated + j, c + j, cStride);
            }
        }

        for (; j + 2 * width <= n; j += 2 * width)
        {
            float* start = initial == null ? null : initial + j;
            int i = 0;
            if (TSimd.HasManyRegisters)
                i = Tiles8x2<TEpilogue, TOrder>(i, m, k, rows, places, a, aRow, aColumn, b + j, bStride, start, initialStride, activated + j, c + j, cStride);
            i = Tiles4x2<TEpilogue, TOrder>(i, m, k, rows, places, a, aRow, aColumn, b + j, bStride, start, initialStride, activated + j, c + j, cStride);
            Tiles1x2<TEpilogue, TOrder>(i, m, k, rows, places, a, aRow, aColumn, b + j, bStride, start, initialStride, activated + j, c + j, cStride);
        }

        for (; j < n; j += width)
        {
            float* start = initial == null ? null : initial + j;
            int i = Tiles8x1<TEpilogue, TOrder>(0, m, k, rows, places, a, aRow, aColumn, b + j, bStride, start, initialStride, activated + j, c + j, cStride);
            Tiles1x1<TEpilogue, TOrder>(i, m, k, rows, places, a, aRow, aColumn, b + j, bStride, start, initialStride, activated + j, c + j, cStride);
        }
    }
}
