using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Vector = System.Runtime.Intrinsics.Vector512<float>;

namespace RlOrleans.Learning;

/// <summary>Sixteen floats: AVX-512.</summary>
internal readonly unsafe struct Simd512 : ISimd<Vector>
{
    public static int Count => Vector.Count;

    public static bool HasManyRegisters => true;

    public static Vector Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Broadcast(float value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Load(float* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector value, float* destination) => Vector512.Store(value, destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Add(Vector left, Vector right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Subtract(Vector left, Vector right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Multiply(Vector left, Vector right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Divide(Vector left, Vector right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector MultiplyAdd(Vector left, Vector right, Vector addend) => Vector512.FusedMultiplyAdd(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Min(Vector left, Vector right) => Vector512.MinNative(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Max(Vector left, Vector right) => Vector512.MaxNative(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Sqrt(Vector value) => Vector512.Sqrt(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Round(Vector value) => Vector512.Round(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Equal(Vector left, Vector right) => Vector512.Equals(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Greater(Vector left, Vector right) => Vector512.GreaterThan(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Select(Vector mask, Vector whenSet, Vector otherwise) => Vector512.ConditionalSelect(mask, whenSet, otherwise);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Or(Vector left, Vector right) => left | right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Bits(Vector mask) => (uint)Vector512.ExtractMostSignificantBits(mask);

    public static bool CanCompress => Avx512F.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Compress(Vector mask, Vector value) => Avx512F.Compress(Vector.Zero, mask, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Expand(Vector mask, Vector value, Vector otherwise) => Avx512F.Expand(otherwise, mask, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector PowerOfTwo(Vector exponent) =>
        ((Vector512.ConvertToInt32Native(exponent) + Vector512.Create(127)) << 23).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Exponent(Vector value) =>
        Vector512.ConvertToSingle((value.AsInt32() >> 23) - Vector512.Create(127));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Significand(Vector value) =>
        ((value.AsInt32() & Vector512.Create(0x007F_FFFF)) | Vector512.Create(0x3F80_0000)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector value) => Vector512.Sum(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector SumEach(float* vectors)
    {
        // Quarter q of the sum of a, b, c and d belongs to the q-th of them; elements of a quarter come from four such sums.
        Vector x = SumQuarters(vectors), y = SumQuarters(vectors + Count), z = SumQuarters(vectors + 2 * Count), w = SumQuarters(vectors + 3 * Count);
        Vector xy = Avx512F.UnpackLow(x, y) + Avx512F.UnpackHigh(x, y);
        Vector zw = Avx512F.UnpackLow(z, w) + Avx512F.UnpackHigh(z, w);
        return Avx512F.Shuffle(xy, zw, 0b01_00_01_00) + Avx512F.Shuffle(xy, zw, 0b11_10_11_10);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector SumQuarters(float* vectors)
    {
        Vector ab = SumHalves(Load(vectors), Load(vectors + 4 * Count)), cd = SumHalves(Load(vectors + 8 * Count), Load(vectors + 12 * Count));
        return SumHalves(ab, cd);
    }

    // a0 + a1, a2 + a3, b0 + b1, b2 + b3, in quarters.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector SumHalves(Vector a, Vector b) =>
        Avx512F.Shuffle4x128(a, b, 0b10_00_10_00) + Avx512F.Shuffle4x128(a, b, 0b11_01_11_01);
}
