using System.Runtime.CompilerServices;

namespace RlOrleans.Learning;

/// <summary>
/// The register tiles of products, named after their rows and their vectors of columns. Each goes down the rows from i
/// for as long as a whole tile is left, and returns where it stopped.
/// </summary>
/// <remarks>
/// A multiply-add takes four cycles and two can start in one, so a tile wants at least eight sums; every vector of B that
/// it loads serves all of its rows. The sums are written out one by one because only locals become registers.
/// </remarks>
internal sealed unsafe partial class Kernels<TSimd, TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Tiles4x4<TEpilogue, TOrder>(
        int i, int m, int k, int* rows, int* places, float* a, nint aRow, nint aColumn, float* b, nint bStride,
        float* initial, nint initialStride, float* activated, float* c, nint cStride)
        where TEpilogue : struct, IEpilogue
        where TOrder : struct, IProductOrder
    {
        int width = TSimd.Count;
        for (; i + 4 <= m; i += 4)
        {
            TVector c00 = Initial(initial, i * initialStride), c01 = Initial(initial, i * initialStride + width), c02 = Initial(initial, i * initialStride + 2 * width), c03 = Initial(initial, i * initialStride + 3 * width);
            TVector c10 = Initial(initial, (i + 1) * initialStride), c11 = Initial(initial, (i + 1) * initialStride + width), c12 = Initial(initial, (i + 1) * initialStride + 2 * width), c13 = Initial(initial, (i + 1) * initialStride + 3 * width);
            TVector c20 = Initial(initial, (i + 2) * initialStride), c21 = Initial(initial, (i + 2) * initialStride + width), c22 = Initial(initial, (i + 2) * initialStride + 2 * width), c23 = Initial(initial, (i + 2) * initialStride + 3 * width);
            TVector c30 = Initial(initial, (i + 3) * initialStride), c31 = Initial(initial, (i + 3) * initialStride + width), c32 = Initial(initial, (i + 3) * initialStride + 2 * width), c33 = Initial(initial, (i + 3) * initialStride + 3 * width);
            float* a0 = TOrder.Row(a, i, aRow, rows), a1 = TOrder.Row(a, i + 1, aRow, rows), a2 = TOrder.Row(a, i + 2, aRow, rows), a3 = TOrder.Row(a, i + 3, aRow, rows), row = TOrder.FirstRow(b, bStride, places);
            nint at = TOrder.First(aColumn, places);
            for (int p = k; p > 0; p--)
            {
                TVector b0 = TSimd.Load(row), b1 = TSimd.Load(row + width), b2 = TSimd.Load(row + 2 * width), b3 = TSimd.Load(row + 3 * width);
                TVector x = TSimd.Broadcast(a0[at]);
                c00 = TSimd.MultiplyAdd(x, b0, c00);
                c01 = TSimd.MultiplyAdd(x, b1, c01);
                c02 = TSimd.MultiplyAdd(x, b2, c02);
                c03 = TSimd.MultiplyAdd(x, b3, c03);
                x = TSimd.Broadcast(a1[at]);
                c10 = TSimd.MultiplyAdd(x, b0, c10);
                c11 = TSimd.MultiplyAdd(x, b1, c11);
                c12 = TSimd.MultiplyAdd(x, b2, c12);
                c13 = TSimd.MultiplyAdd(x, b3, c13);
                x = TSimd.Broadcast(a2[at]);
                c20 = TSimd.MultiplyAdd(x, b0, c20);
                c21 = TSimd.MultiplyAdd(x, b1, c21);
                c22 = TSimd.MultiplyAdd(x, b2, c22);
                c23 = TSimd.MultiplyAdd(x, b3, c23);
                x = TSimd.Broadcast(a3[at]);
                c30 = TSimd.MultiplyAdd(x, b0, c30);
                c31 = TSimd.MultiplyAdd(x, b1, c31);
                c32 = TSimd.MultiplyAdd(x, b2, c32);
                c33 = TSimd.MultiplyAdd(x, b3, c33);
                row = TOrder.NextRow(row, b, bStride, places + (k - p) + 1);
                at = TOrder.Next(at, aColumn, places + (k - p) + 1);
            }

            nint place = i * cStride;
            Store<TEpilogue>(c00, activated + place, c + place);
            Store<TEpilogue>(c01, activated + place + width, c + place + width);
            Store<TEpilogue>(c02, activated + place + 2 * width, c + place + 2 * width);
            Store<TEpilogue>(c03, activated + place + 3 * width, c + place + 3 * width);
            place += cStride;
            Store<TEpilogue>(c10, activated + place, c + place);
            Store<TEpilogue>(c11, activated + place + width, c + place + width);
            Store<TEpilogue>(c12, activated + place + 2 * width, c + place + 2 * width);
            Store<TEpilogue>(c13, activated + place + 3 * width, c + place + 3 * width);
            place += cStride;
            Store<TEpilogue>(c20, activated + place, c + place);
            Store<TEpilogue>(c21, activated + place + width, c + place + width);
            Store<TEpilogue>(c22, activated + place + 2 * width, c + place + 2 * width);
            Store<TEpilogue>(c23, activated + place + 3 * width, c + place + 3 * width);
            place += cStride;
            Store<TEpilogue>(c30, activated + place, c + place);
            Store<TEpilogue>(c31, activated + place + width, c + place + width);
            Store<TEpilogue>(c32, activated + place + 2 * width, c + place + 2 * width);
            Store<TEpilogue>(c33, activated + place + 3 * width, c + place + 3 * width);
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Tiles2x4<TEpilogue, TOrder>(
        int i, int m, int k, int* rows, int* places, float* a, nint aRow, nint aColumn, float* b, nint bStride,
        float* initial, nint initialStride, float* activated, float* c, nint cStride)
        where TEpilogue : struct, IEpilogue
        where TOrder : struct, IProductOrder
    {
        int width = TSimd.Count;
        for (; i + 2 <= m; i += 2)
        {
            TVector c00 = Initial(initial, i * initialStride), c01 = Initial(initial, i * initialStride + width), c02 = Initial(initial, i * initialStride + 2 * width), c03 = Initial(initial, i * initialStride + 3 * width);
            TVector c10 = Initial(initial, (i + 1) * initialStride), c11 = Initial(initial, (i + 1) * initialStride + width), c12 = Initial(initial, (i + 1) * initialStride + 2 * width), c13 = Initial(initial, (i + 1) * initialStride + 3 * width);
            float* a0 = TOrder.Row(a, i, aRow, rows), a1 = TOrder.Row(a, i + 1, aRow, rows), row = TOrder.FirstRow(b, bStride, places);
            nint at = TOrder.First(aColumn, places);
            for (int p = k; p > 0; p--)
            {
                TVector b0 = TSimd.Load(row), b1 = TSimd.Load(row + width), b2 = TSimd.Load(row + 2 * width), b3 = TSimd.Load(row + 3 * width);
                TVector x = TSimd.Broadcast(a0[at]);
                c00 = TSimd.MultiplyAdd(x, b0, c00);
                c01 = TSimd.MultiplyAdd(x, b1, c01);
                c02 = TSimd.MultiplyAdd(x, b2, c02);
                c03 = TSimd.MultiplyAdd(x, b3, c03);
                x = TSimd.Broadcast(a1[at]);
                c10 = TSimd.MultiplyAdd(x, b0, c10);
                c11 = TSimd.MultiplyAdd(x, b1, c11);
                c12 = TSimd.MultiplyAdd(x, b2, c12);
                c13 = TSimd.MultiplyAdd(x, b3, c13);
                row = TOrder.NextRow(row, b, bStride, places + (k - p) + 1);
                at = TOrder.Next(at, aColumn, places + (k - p) + 1);
            }

            nint place = i * cStride;
            Store<TEpilogue>(c00, activated + place, c + place);
            Store<TEpilogue>(c01, activated + place + width, c + place + width);
            Store<TEpilogue>(c02, activated + place + 2 * width, c + place + 2 * width);
            Store<TEpilogue>(c03, activated + place + 3 * width, c + place + 3 * width);
            place += cStride;
            Store<TEpilogue>(c10, activated + place, c + place);
            Store<TEpilogue>(c11, activated + place + width, c + place + width);
            Store<TEpilogue>(c12, activated + place + 2 * width, c + place + 2 * width);
            Store<TEpilogue>(c13, activated + place + 3 * width, c + place + 3 * width);
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Tiles1x8<TEpilogue, TOrder>(
        int i, int m, int k, int* rows, int* places, float* a, nint aRow, nint aColumn, float* b, nint bStride,
        float* initial, nint initialStride, float* activated, float* c, nint cStride)
        where TEpilogue : struct, IEpilogue
        where TOrder : struct, IProductOrder
    {
        int width = TSimd.Count;
        for (; i < m; i++)
        {
            TVector c00 = Initial(initial, i * initialStride), c01 = Initial(initial, i * initialStride + width), c02 = Initial(initial, i * initialStride + 2 * width), c03 = Initial(initial, i * initialStride + 3 * width);
            TVector c04 = Initial(initial, i * initialStride + 4 * width), c05 = Initial(initial, i * initialStride + 5 * width), c06 = Initial(initial, i * initialStride + 6 * width), c07 = Initial(initial, i * initialStride + 7 * width);
            float* a0 = TOrder.Row(a, i, aRow, rows), row = TOrder.FirstRow(b, bStride, places);
            nint at = TOrder.First(aColumn, places);
            for (int p = k; p > 0; p--)
            {
                TVector x = TSimd.Broadcast(a0[at]);
                c00 = TSimd.MultiplyAdd(x, TSimd.Load(row), c00);
                c01 = TSimd.MultiplyAdd(x, TSimd.Load(row + width), c01);
                c02 = TSimd.MultiplyAdd(x, TSimd.Load(row + 2 * width), c02);
                c03 = TSimd.MultiplyAdd(x, TSimd.Load(row + 3 * width), c03);
                c04 = TSimd.MultiplyAdd(x, TSimd.Load(row + 4 * width), c04);
                c05 = TSimd.MultiplyAdd(x, TSimd.Load(row + 5 * width), c05);
                c06 = TSimd.MultiplyAdd(x, TSimd.Load(row + 6 * width), c06);
                c07 = TSimd.MultiplyAdd(x, TSimd.Load(row + 7 * width), c07);
                row = TOrder.NextRow(row, b, bStride, places + (k - p) + 1);
                at = TOrder.Next(at, aColumn, places + (k - p) + 1);
            }

            nint place = i * cStride;
            Store<TEpilogue>(c00, activated + place, c + place);
            Store<TEpilogue>(c01, activated + place + width, c + place + width);
            Store<TEpilogue>(c02, activated + place + 2 * width, c + place + 2 * width);
            Store<TEpilogue>(c03, activated + place + 3 * width, c + place + 3 * width);
            Store<TEpilogue>(c04, activated + place + 4 * width, c + place + 4 * width);
            Store<TEpilogue>(c05, activated + place + 5 * width, c + place + 5 * width);
            Store<TEpilogue>(c06, activated + place + 6 * width, c + place + 6 * width);
            Store<TEpilogue>(c07, activated + place + 7 * width, c + place + 7 * width);
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Tiles1x4<TEpilogue, TOrder>(
        int i, int m, int k, int* rows, int* places, float* a, nint aRow, nint aColumn, float* b, nint bStride,
        float* initial, nint initialStride, float* activated, float* c, nint cStride)
        where TEpilogue : struct, IEpilogue
        where TOrder : struct, IProductOrder
    {
        int width = TSimd.Count;
        for (; i < m; i++)
        {
            TVector c00 = Initial(initial, i * initialStride), c01 = Initial(initial, i * initialStride + width), c02 = Initial(initial, i * initialStride + 2 * width), c03 = Initial(initial, i * initialStride + 3 * width);
            float* a0 = TOrder.Row(a, i, aRow, rows), row = TOrder.FirstRow(b, bStride, places);
            nint at = TOrder.First(aColumn, places);
            for (int p = k; p > 0; p--)
            {
                TVector x = TSimd.Broadcast(a0[at]);
                c00 = TSimd.MultiplyAdd(x, TSimd.Load(row), c00);
                c01 = TSimd.MultiplyAdd(x, TSimd.Load(row + width), c01);
                c02 = TSimd.MultiplyAdd(x, TSimd.Load(row + 2 * width), c02);
                c03 = TSimd.MultiplyAdd(x, TSimd.Load(row + 3 * width), c03);
                row = TOrder.NextRow(row, b, bStride, places + (k - p) + 1);
                at = TOrder.Next(at, aColumn, places + (k - p) + 1);
            }

            nint place = i * cStride;
            Store<TEpilogue>(c00, activated + place, c + place);
            Store<TEpilogue>(c01, activated + place + width, c + place + width);
            Store<TEpilogue>(c02, activated + place + 2 * width, c + place + 2 * width);
            Store<TEpilogue>(c03, activated + place + 3 * width, c + place + 3 * width);
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Tiles8x2<TEpilogue, TOrder>(
        int i, int m, int k, int* rows, int* places, float* a, nint aRow, nint aColumn, float* b, nint bStride,
        float* initial, nint initialStride, float* activated, float* c, nint cStride)
        where TEpilogue : struct, IEpilogue
        where TOrder : struct, IProductOrder
    {
        int width = TSimd.Count;
        for (; i + 8 <= m; i += 8)
        {
            TVector c00 = Initial(initial, i * initialStride), c01 = Initial(initial, i * initialStride + width);
            TVector c10 = Initial(initial, (i + 1) * initialStride), c11 = Initial(initial, (i + 1) * initialStride + width);
            TVector c20 = Initial(initial, (i + 2) * initialStride), c21 = Initial(initial, (i + 2) * initialStride + width);
            TVector c30 = Initial(initial, (i + 3) * initialStride), c31 = Initial(initial, (i + 3) * initialStride + width);
            TVector c40 = Initial(initial, (i + 4) * initialStride), c41 = Initial(initial, (i + 4) * initialStride + width);
            TVector c50 = Initial(initial, (i + 5) * initialStride), c51 = Initial(initial, (i + 5) * initialStride + width);
            TVector c60 = Initial(initial, (i + 6) * initialStride), c61 = Initial(initial, (i + 6) * initialStride + width);
            TVector c70 = Initial(initial, (i + 7) * initialStride), c71 = Initial(initial, (i + 7) * initialStride + width);
            float* a0 = TOrder.Row(a, i, aRow, rows), a1 = TOrder.Row(a, i + 1, aRow, rows), a2 = TOrder.Row(a, i + 2, aRow, rows), a3 = TOrder.Row(a, i + 3, aRow, rows), a4 = TOrder.Row(a, i + 4, aRow, rows), a5 = TOrder.Row(a, i + 5, aRow, rows), a6 = TOrder.Row(a, i + 6, aRow, rows), a7 = TOrder.Row(a, i + 7, aRow, rows), row = TOrder.FirstRow(b, bStride, places);
            nint at = TOrder.First(aColumn, places);
            for (int p = k; p > 0; p--)
            {
                TVector b0 = TSimd.Load(row), b1 = TSimd.Load(row + width);
                TVector x = TSimd.Broadcast(a0[at]);
                c00 = TSimd.MultiplyAdd(x, b0, c00);
                c01 = TSimd.MultiplyAdd(x, b1, c01);
                x = TSimd.Broadcast(a1[at]);
                c10 = TSimd.MultiplyAdd(x, b0, c10);
                c11 = TSimd.MultiplyAdd(x, b1, c11);
                x = TSimd.Broadcast(a2[at]);
                c20 = TSimd.MultiplyAdd(x, b0, c20);
                c21 = TSimd.MultiplyAdd(x, b1, c21);
                x = TSimd.Broadcast(a3[at]);
                c30 = TSimd.MultiplyAdd(x, b0, c30);
                c31 = TSimd.MultiplyAdd(x, b1, c31);
                x = TSimd.Broadcast(a4[at]);
                c40 = TSimd.MultiplyAdd(x, b0, c40);
                c41 = TSimd.MultiplyAdd(x, b1, c41);
                x = TSimd.Broadcast(a5[at]);
                c50 = TSimd.MultiplyAdd(x, b0, c50);
                c51 = TSimd.MultiplyAdd(x, b1, c51);
                x = TSimd.Broadcast(a6[at]);
                c60 = TSimd.MultiplyAdd(x, b0, c60);
                c61 = TSimd.MultiplyAdd(x, b1, c61);
                x = TSimd.Broadcast(a7[at]);
                c70 = TSimd.MultiplyAdd(x, b0, c70);
                c71 = TSimd.MultiplyAdd(x, b1, c71);
                row = TOrder.NextRow(row, b, bStride, places + (k - p) + 1);
                at = TOrder.Next(at, aColumn, places + (k - p) + 1);
            }

            nint place = i * cStride;
            Store<TEpilogue>(c00, activated + place, c + place);
            Store<TEpilogue>(c01, activated + place + width, c + place + width);
            place += cStride;
            Store<TEpilogue>(c10, activated + place, c + place);
            Store<TEpilogue>(c11, activated + place + width, c + place + width);
            place += cStride;
            Store<TEpilogue>(c20, activated + place, c + place);
            Store<TEpilogue>(c21, activated + place + width, c + place + width);
            place += cStride;
            Store<TEpilogue>(c30, activated + place, c + place);
            Store<TEpilogue>(c31, activated + place + width, c + place + width);
            place += cStride;
            Store<TEpilogue>(c40, activated + place, c + place);
            Store<TEpilogue>(c41, activated + place + width, c + place + width);
            place += cStride;
            Store<TEpilogue>(c50, activated + place, c + place);
            Store<TEpilogue>(c51, activated + place + width, c + place + width);
            place += cStride;
            Store<TEpilogue>(c60, activated + place, c + place);
            Store<TEpilogue>(c61, activated + place + width, c + place + width);
            place += cStride;
            Store<TEpilogue>(c70, activated + place, c + place);
            Store<TEpilogue>(c71, activated + place + width, c + place + width);
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Tiles4x2<TEpilogue, TOrder>(
        int i, int m, int k, int* rows, int* places, float* a, nint aRow, nint aColumn, float* b, nint bStride,
        float* initial, nint initialStride, float* activated, float* c, nint cStride)
        where TEpilogue : struct, IEpilogue
        where TOrder : struct, IProductOrder
    {
        int width = TSimd.Count;
        for (; i + 4 <= m; i += 4)
        {
            TVector c00 = Initial(initial, i * initialStride), c01 = Initial(initial, i * initialStride + width);
            TVector c10 = Initial(initial, (i + 1) * initialStride), c11 = Initial(initial, (i + 1) * initialStride + width);
            TVector c20 = Initial(initial, (i + 2) * initialStride), c21 = Initial(initial, (i + 2) * initialStride + width);
            TVector c30 = Initial(initial, (i + 3) * initialStride), c31 = Initial(initial, (i + 3) * initialStride + width);
            float* a0 = TOrder.Row(a, i, aRow, rows), a1 = TOrder.Row(a, i + 1, aRow, rows), a2 = TOrder.Row(a, i + 2, aRow, rows), a3 = TOrder.Row(a, i + 3, aRow, rows), row = TOrder.FirstRow(b, bStride, places);
            nint at = TOrder.First(aColumn, places);
            for (int p = k; p > 0; p--)
            {
                TVector b0 = TSimd.Load(row), b1 = TSimd.Load(row + width);
                TVector x = TSimd.Broadcast(a0[at]);
                c00 = TSimd.MultiplyAdd(x, b0, c00);
                c01 = TSimd.MultiplyAdd(x, b1, c01);
                x = TSimd.Broadcast(a1[at]);
                c10 = TSimd.MultiplyAdd(x, b0, c10);
                c11 = TSimd.MultiplyAdd(x, b1, c11);
                x = TSimd.Broadcast(a2[at]);
                c20 = TSimd.MultiplyAdd(x, b0, c20);
                c21 = TSimd.MultiplyAdd(x, b1, c21);
                x = TSimd.Broadcast(a3[at]);
                c30 = TSimd.MultiplyAdd(x, b0, c30);
                c31 = TSimd.MultiplyAdd(x, b1, c31);
                row = TOrder.NextRow(row, b, bStride, places + (k - p) + 1);
                at = TOrder.Next(at, aColumn, places + (k - p) + 1);
            }

            nint place = i * cStride;
            Store<TEpilogue>(c00, activated + place, c + place);
            Store<TEpilogue>(c01, activated + place + width, c + place + width);
            place += cStride;
            Store<TEpilogue>(c10, activated + place, c + place);
            Store<TEpilogue>(c11, activated + place + width, c + place + width);
            place += cStride;
            Store<TEpilogue>(c20, activated + place, c + place);
            Store<TEpilogue>(c21, activated + place + width, c + place + width);
            place += cStride;
            Store<TEpilogue>(c30, activated + place, c + place);
            Store<TEpilogue>(c31, activated + place + width, c + place + width);
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Tiles1x2<TEpilogue, TOrder>(
        int i, int m, int k, int* rows, int* places, float* a, nint aRow, nint aColumn, float* b, nint bStride,
        float* initial, nint initialStride, float* activated, float* c, nint cStride)
        where TEpilogue : struct, IEpilogue
        where TOrder : struct, IProductOrder
    {
        int width = TSimd.Count;
        for (; i < m; i++)
        {
            TVector c00 = Initial(initial, i * initialStride), c01 = Initial(initial, i * initialStride + width);
            float* a0 = TOrder.Row(a, i, aRow, rows), row = TOrder.FirstRow(b, bStride, places);
            nint at = TOrder.First(aColumn, places);
            for (int p = k; p > 0; p--)
            {
                TVector x = TSimd.Broadcast(a0[at]);
                c00 = TSimd.MultiplyAdd(x, TSimd.Load(row), c00);
                c01 = TSimd.MultiplyAdd(x, TSimd.Load(row + width), c01);
                row = TOrder.NextRow(row, b, bStride, places + (k - p) + 1);
                at = TOrder.Next(at, aColumn, places + (k - p) + 1);
            }

            nint place = i * cStride;
            Store<TEpilogue>(c00, activated + place, c + place);
            Store<TEpilogue>(c01, activated + place + width, c + place + width);
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Tiles8x1<TEpilogue, TOrder>(
        int i, int m, int k, int* rows, int* places, float* a, nint aRow, nint aColumn, float* b, nint bStride,
        float* initial, nint initialStride, float* activated, float* c, nint cStride)
        where TEpilogue : struct, IEpilogue
        where TOrder : struct, IProductOrder
    {
        for (; i + 8 <= m; i += 8)
        {
            TVector c00 = Initial(initial, i * initialStride);
            TVector c10 = Initial(initial, (i + 1) * initialStride);
            TVector c20 = Initial(initial, (i + 2) * initialStride);
            TVector c30 = Initial(initial, (i + 3) * initialStride);
            TVector c40 = Initial(initial, (i + 4) * initialStride);
            TVector c50 = Initial(initial, (i + 5) * initialStride);
            TVector c60 = Initial(initial, (i + 6) * initialStride);
            TVector c70 = Initial(initial, (i + 7) * initialStride);
            float* a0 = TOrder.Row(a, i, aRow, rows), a1 = TOrder.Row(a, i + 1, aRow, rows), a2 = TOrder.Row(a, i + 2, aRow, rows), a3 = TOrder.Row(a, i + 3, aRow, rows), a4 = TOrder.Row(a, i + 4, aRow, rows), a5 = TOrder.Row(a, i + 5, aRow, rows), a6 = TOrder.Row(a, i + 6, aRow, rows), a7 = TOrder.Row(a, i + 7, aRow, rows), row = TOrder.FirstRow(b, bStride, places);
            nint at = TOrder.First(aColumn, places);
            for (int p = k; p > 0; p--)
            {
                TVector b0 = TSimd.Load(row);
                c00 = TSimd.MultiplyAdd(TSimd.Broadcast(a0[at]), b0, c00);
                c10 = TSimd.MultiplyAdd(TSimd.Broadcast(a1[at]), b0, c10);
                c20 = TSimd.MultiplyAdd(TSimd.Broadcast(a2[at]), b0, c20);
                c30 = TSimd.MultiplyAdd(TSimd.Broadcast(a3[at]), b0, c30);
                c40 = TSimd.MultiplyAdd(TSimd.Broadcast(a4[at]), b0, c40);
                c50 = TSimd.MultiplyAdd(TSimd.Broadcast(a5[at]), b0, c50);
                c60 = TSimd.MultiplyAdd(TSimd.Broadcast(a6[at]), b0, c60);
                c70 = TSimd.MultiplyAdd(TSimd.Broadcast(a7[at]), b0, c70);
                row = TOrder.NextRow(row, b, bStride, places + (k - p) + 1);
                at = TOrder.Next(at, aColumn, places + (k - p) + 1);
            }

            nint place = i * cStride;
            Store<TEpilogue>(c00, activated + place, c + place);
            place += cStride;
            Store<TEpilogue>(c10, activated + place, c + place);
            place += cStride;
            Store<TEpilogue>(c20, activated + place, c + place);
            place += cStride;
            Store<TEpilogue>(c30, activated + place, c + place);
            place += cStride;
            Store<TEpilogue>(c40, activated + place, c + place);
            place += cStride;
            Store<TEpilogue>(c50, activated + place, c + place);
            place += cStride;
            Store<TEpilogue>(c60, activated + place, c + place);
            place += cStride;
            Store<TEpilogue>(c70, activated + place, c + place);
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Tiles1x1<TEpilogue, TOrder>(
        int i, int m, int k, int* rows, int* places, float* a, nint aRow, nint aColumn, float* b, nint bStride,
        float* initial, nint initialStride, float* activated, float* c, nint cStride)
        where TEpilogue : struct, IEpilogue
        where TOrder : struct, IProductOrder
    {
        for (; i < m; i++)
        {
            TVector c00 = Initial(initial, i * initialStride);
            float* a0 = TOrder.Row(a, i, aRow, rows), row = TOrder.FirstRow(b, bStride, places);
            nint at = TOrder.First(aColumn, places);
            for (int p = k; p > 0; p--)
            {
                c00 = TSimd.MultiplyAdd(TSimd.Broadcast(a0[at]), TSimd.Load(row), c00);
                row = TOrder.NextRow(row, b, bStride, places + (k - p) + 1);
                at = TOrder.Next(at, aColumn, places + (k - p) + 1);
            }

            nint place = i * cStride;
            Store<TEpilogue>(c00, activated + place, c + place);
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Initial(float* initial, nint at) => initial == null ? TSimd.Zero : TSimd.Load(initial + at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TEpilogue>(TVector value, float* activated, float* c)
        where TEpilogue : struct, IEpilogue =>
        TSimd.Store(TEpilogue.Apply<TSimd, TVector>(value, TEpilogue.ReadsActivated ? TSimd.Load(activated) : value), c);
}
