using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Vector = System.Runtime.Intrinsics.Vector256<float>;

namespace RlOrleans.Learning;

/// <summary>Eight floats: AVX2 with fused multiply-add.</summary>
internal readonly unsafe struct Simd256 : ISimd<Vector>
{
    public static int Count => Vector.Count;

    public static bool HasManyRegisters => Vector512.IsHardwareAccelerated;

    public static Vector Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Broadcast(float value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Load(float* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector value, float* destination) => Vector256.Store(value, destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Add(Vector left, Vector right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Subtract(Vector left, Vector right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Multiply(Vector left, Vector right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Divide(Vector left, Vector right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector MultiplyAdd(Vector left, Vector right, Vector addend) => Vector256.FusedMultiplyAdd(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Min(Vector left, Vector right) => Vector256.MinNative(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Max(Vector left, Vector right) => Vector256.MaxNative(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Sqrt(Vector value) => Vector256.Sqrt(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Round(Vector value) => Vector256.Round(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Equal(Vector left, Vector right) => Vector256.Equals(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Greater(Vector left, Vector right) => Vector256.GreaterThan(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Select(Vector mask, Vector whenSet, Vector otherwise) => Vector256.ConditionalSelect(mask, whenSet, otherwise);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Or(Vector left, Vector right) => left | right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Bits(Vector mask) => Vector256.ExtractMostSignificantBits(mask);

    public static bool CanCompress => false;

    public static Vector Compress(Vector mask, Vector value) => throw new NotSupportedException();

    public static Vector Expand(Vector mask, Vector value, Vector otherwise) => throw new NotSupportedException();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector PowerOfTwo(Vector exponent) =>
        ((Vector256.ConvertToInt32Native(exponent) + Vector256.Create(127)) << 23).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Exponent(Vector value) =>
        Vector256.ConvertToSingle((value.AsInt32() >> 23) - Vector256.Create(127));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector Significand(Vector value) =>
        ((value.AsInt32() & Vector256.Create(0x007F_FFFF)) | Vector256.Create(0x3F80_0000)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector value) => Vector256.Sum(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector SumEach(float* vectors)
    {
        Vector x = SumHalves(Load(vectors), Load(vectors + 4 * Count)), y = SumHalves(Load(vectors + Count), Load(vectors + 5 * Count));
        Vector z = SumHalves(Load(vectors + 2 * Count), Load(vectors + 6 * Count)), w = SumHalves(Load(vectors + 3 * Count), Load(vectors + 7 * Count));
        Vector xy = Avx.UnpackLow(x, y) + Avx.UnpackHigh(x, y);
        Vector zw = Avx.UnpackLow(z, w) + Avx.UnpackHigh(z, w);
        return Avx.Shuffle(xy, zw, 0b01_00_01_00) + Avx.Shuffle(xy, zw, 0b11_10_11_10);
    }

    // The halves of a added up, then those of b.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector SumHalves(Vector a, Vector b) => Avx.Permute2x128(a, b, 0x20) + Avx.Permute2x128(a, b, 0x31);
}
