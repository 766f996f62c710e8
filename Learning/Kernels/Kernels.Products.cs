using System.Runtime.CompilerServices;

namespace RlOrleans.Learning;

/// <summary>
/// The kernels of one vector width. Products are register-blocked: a tile of 4 rows by 4 vectors of C stays in
/// registers while the inner dimension runs, so each loaded vector of B is used 4 times and each broadcast of A too.
/// </summary>
internal sealed unsafe partial class Kernels<TSimd, TVector> : Kernels
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    public override int VectorCount => TSimd.Count;

    public override void Multiply(
        int rows, int columns, int inner,
        float* left, nint leftRow, nint leftColumn,
        float* right, nint rightStride,
        float* bias, Activation activation,
        float* result, nint resultStride)
    {
        switch (activation)
        {
            case Activation.Identity:
                Product<IdentityEpilogue>(rows, columns, inner, left, leftRow, leftColumn, right, rightStride, bias, null, result, resultStride);
                break;
            case Activation.Tanh:
                Product<TanhEpilogue>(rows, columns, inner, left, leftRow, leftColumn, right, rightStride, bias, null, result, resultStride);
                break;
            case Activation.Relu:
                Product<ReluEpilogue>(rows, columns, inner, left, leftRow, leftColumn, right, rightStride, bias, null, result, resultStride);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), activation, null);
        }
    }

    public override void MultiplyActivationGradient(
        int rows, int columns, int inner,
        float* left, nint leftRow, nint leftColumn,
        float* right, nint rightStride,
        float* activated, Activation activation,
        float* result, nint resultStride)
    {
        switch (activation)
        {
            case Activation.Identity:
                Product<IdentityEpilogue>(rows, columns, inner, left, leftRow, leftColumn, right, rightStride, null, null, result, resultStride);
                break;
            case Activation.Tanh:
                Product<TanhGradientEpilogue>(rows, columns, inner, left, leftRow, leftColumn, right, rightStride, null, activated, result, resultStride);
                break;
            case Activation.Relu:
                Product<ReluGradientEpilogue>(rows, columns, inner, left, leftRow, leftColumn, right, rightStride, null, activated, result, resultStride);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), activation, null);
        }
    }

    private static void Product<TEpilogue>(
        int m, int n, int k,
        float* a, nint aRow, nint aColumn,
        float* b, nint bStride,
        float* bias, float* activated,
        float* c, nint cStride)
        where TEpilogue : struct, IEpilogue
    {
        int width = TSimd.Count, j = 0;
        for (; j + 4 * width <= n; j += 4 * width)
        {
            float* tileBias = bias == null ? null : bias + j;
            int i = 0;
            for (; i + 4 <= m; i += 4)
            {
                nint at = i * cStride + j;
                Tile4x4<TEpilogue>(k, a + i * aRow, aRow, aColumn, b + j, bStride, tileBias, activated + at, c + at, cStride);
            }

            for (; i < m; i++)
            {
                nint at = i * cStride + j;
                Tile1x4<TEpilogue>(k, a + i * aRow, aColumn, b + j, bStride, tileBias, activated + at, c + at);
            }
        }

        for (; j < n; j += width)
        {
            float* tileBias = bias == null ? null : bias + j;
            int i = 0;
            for (; i + 4 <= m; i += 4)
            {
                nint at = i * cStride + j;
                Tile4x1<TEpilogue>(k, a + i * aRow, aRow, aColumn, b + j, bStride, tileBias, activated + at, c + at, cStride);
            }

            for (; i < m; i++)
            {
                nint at = i * cStride + j;
                Tile1x1<TEpilogue>(k, a + i * aRow, aColumn, b + j, bStride, tileBias, activated + at, c + at);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4x4<TEpilogue>(
        int k, float* a, nint aRow, nint aColumn, float* b, nint bStride, float* bias, float* activated, float* c, nint cStride)
        where TEpilogue : struct, IEpilogue
    {
        int width = TSimd.Count;
        TVector c00 = Bias(bias, 0), c01 = Bias(bias, width), c02 = Bias(bias, 2 * width), c03 = Bias(bias, 3 * width);
        TVector c10 = c00, c11 = c01, c12 = c02, c13 = c03;
        TVector c20 = c00, c21 = c01, c22 = c02, c23 = c03;
        TVector c30 = c00, c31 = c01, c32 = c02, c33 = c03;
        float* a1 = a + aRow, a2 = a1 + aRow, a3 = a2 + aRow;
        nint at = 0;
        for (int p = k; p > 0; p--)
        {
            TVector b0 = TSimd.Load(b), b1 = TSimd.Load(b + width), b2 = TSimd.Load(b + 2 * width), b3 = TSimd.Load(b + 3 * width);
            TVector x = TSimd.Broadcast(a[at]);
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
            b += bStride;
            at += aColumn;
        }

        Store4<TEpilogue>(c00, c01, c02, c03, activated, c);
        Store4<TEpilogue>(c10, c11, c12, c13, activated + cStride, c + cStride);
        Store4<TEpilogue>(c20, c21, c22, c23, activated + 2 * cStride, c + 2 * cStride);
        Store4<TEpilogue>(c30, c31, c32, c33, activated + 3 * cStride, c + 3 * cStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1x4<TEpilogue>(
        int k, float* a, nint aColumn, float* b, nint bStride, float* bias, float* activated, float* c)
        where TEpilogue : struct, IEpilogue
    {
        int width = TSimd.Count;
        TVector c0 = Bias(bias, 0), c1 = Bias(bias, width), c2 = Bias(bias, 2 * width), c3 = Bias(bias, 3 * width);
        for (int p = k; p > 0; p--)
        {
            TVector x = TSimd.Broadcast(*a);
            c0 = TSimd.MultiplyAdd(x, TSimd.Load(b), c0);
            c1 = TSimd.MultiplyAdd(x, TSimd.Load(b + width), c1);
            c2 = TSimd.MultiplyAdd(x, TSimd.Load(b + 2 * width), c2);
            c3 = TSimd.MultiplyAdd(x, TSimd.Load(b + 3 * width), c3);
            b += bStride;
            a += aColumn;
        }

        Store4<TEpilogue>(c0, c1, c2, c3, activated, c);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4x1<TEpilogue>(
        int k, float* a, nint aRow, nint aColumn, float* b, nint bStride, float* bias, float* activated, float* c, nint cStride)
        where TEpilogue : struct, IEpilogue
    {
        TVector c0 = Bias(bias, 0), c1 = c0, c2 = c0, c3 = c0;
        float* a1 = a + aRow, a2 = a1 + aRow, a3 = a2 + aRow;
        nint at = 0;
        for (int p = k; p > 0; p--)
        {
            TVector x = TSimd.Load(b);
            c0 = TSimd.MultiplyAdd(TSimd.Broadcast(a[at]), x, c0);
            c1 = TSimd.MultiplyAdd(TSimd.Broadcast(a1[at]), x, c1);
            c2 = TSimd.MultiplyAdd(TSimd.Broadcast(a2[at]), x, c2);
            c3 = TSimd.MultiplyAdd(TSimd.Broadcast(a3[at]), x, c3);
            b += bStride;
            at += aColumn;
        }

        Store<TEpilogue>(c0, activated, c);
        Store<TEpilogue>(c1, activated + cStride, c + cStride);
        Store<TEpilogue>(c2, activated + 2 * cStride, c + 2 * cStride);
        Store<TEpilogue>(c3, activated + 3 * cStride, c + 3 * cStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1x1<TEpilogue>(
        int k, float* a, nint aColumn, float* b, nint bStride, float* bias, float* activated, float* c)
        where TEpilogue : struct, IEpilogue
    {
        TVector sum = Bias(bias, 0);
        for (int p = k; p > 0; p--)
        {
            sum = TSimd.MultiplyAdd(TSimd.Broadcast(*a), TSimd.Load(b), sum);
            b += bStride;
            a += aColumn;
        }

        Store<TEpilogue>(sum, activated, c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Bias(float* bias, int at) => bias == null ? TSimd.Zero : TSimd.Load(bias + at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TEpilogue>(TVector value, float* activated, float* c)
        where TEpilogue : struct, IEpilogue =>
        TSimd.Store(TEpilogue.Apply<TSimd, TVector>(value, TEpilogue.ReadsActivated ? TSimd.Load(activated) : value), c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store4<TEpilogue>(TVector v0, TVector v1, TVector v2, TVector v3, float* activated, float* c)
        where TEpilogue : struct, IEpilogue
    {
        int width = TSimd.Count;
        Store<TEpilogue>(v0, activated, c);
        Store<TEpilogue>(v1, activated + width, c + width);
        Store<TEpilogue>(v2, activated + 2 * width, c + 2 * width);
        Store<TEpilogue>(v3, activated + 3 * width, c + 3 * width);
    }
}
