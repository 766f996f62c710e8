using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RlOrleans.Environments.Simd;

/// <summary>Sixteen lanes in a 512-bit register.</summary>
internal readonly struct Lanes16(Vector512<float> value) : ILaneVector<Lanes16>
{
    private readonly Vector512<float> _value = value;

    public static int Count => Vector512<float>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Broadcast(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Load(ref readonly float source) => new(Vector512.LoadUnsafe(in source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Abs(Lanes16 value) => new(Vector512.Abs(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Floor(Lanes16 value) => new(Vector512.Floor(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 GreaterThan(Lanes16 left, Lanes16 right) => new(Vector512.GreaterThan(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 EqualTo(Lanes16 left, Lanes16 right) => new(Vector512.Equals(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Bits(Lanes16 mask) => (uint)mask._value.ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator +(Lanes16 left, Lanes16 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator -(Lanes16 left, Lanes16 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator *(Lanes16 left, Lanes16 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator /(Lanes16 left, Lanes16 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator &(Lanes16 left, Lanes16 right) => new(left._value & right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator |(Lanes16 left, Lanes16 right) => new(left._value | right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator ^(Lanes16 left, Lanes16 right) => new(left._value ^ right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator ~(Lanes16 value) => new(~value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreRows(ref float destination, Lanes16 column0, Lanes16 column1, Lanes16 column2, Lanes16 column3)
    {
        if (!Avx512F.IsSupported)
        {
            Lanes8.StoreRows(ref destination, Lower(column0), Lower(column1), Lower(column2), Lower(column3));
            Lanes8.StoreRows(ref Unsafe.Add(ref destination, 32), Upper(column0), Upper(column1), Upper(column2), Upper(column3));
            return;
        }

        Vector512<double> low01 = Avx512F.UnpackLow(column0._value, column1._value).AsDouble();
        Vector512<double> high01 = Avx512F.UnpackHigh(column0._value, column1._value).AsDouble();
        Vector512<double> low23 = Avx512F.UnpackLow(column2._value, column3._value).AsDouble();
        Vector512<double> high23 = Avx512F.UnpackHigh(column2._value, column3._value).AsDouble();

        // Unpacking works within quarters of a register, so these hold rows k, k + 4, k + 8, k + 12:
        // a 4x4 transposition of quarters remains.
        Vector512<float> rows0 = Avx512F.UnpackLow(low01, low23).AsSingle(), rows1 = Avx512F.UnpackHigh(low01, low23).AsSingle();
        Vector512<float> rows2 = Avx512F.UnpackLow(high01, high23).AsSingle(), rows3 = Avx512F.UnpackHigh(high01, high23).AsSingle();
        Vector512<float> early01 = Avx512F.Shuffle4x128(rows0, rows1, 0b01_00_01_00), late01 = Avx512F.Shuffle4x128(rows0, rows1, 0b11_10_11_10);
        Vector512<float> early23 = Avx512F.Shuffle4x128(rows2, rows3, 0b01_00_01_00), late23 = Avx512F.Shuffle4x128(rows2, rows3, 0b11_10_11_10);
        Avx512F.Shuffle4x128(early01, early23, 0b10_00_10_00).StoreUnsafe(ref destination, 0);
        Avx512F.Shuffle4x128(early01, early23, 0b11_01_11_01).StoreUnsafe(ref destination, 16);
        Avx512F.Shuffle4x128(late01, late23, 0b10_00_10_00).StoreUnsafe(ref destination, 32);
        Avx512F.Shuffle4x128(late01, late23, 0b11_01_11_01).StoreUnsafe(ref destination, 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float destination) => _value.StoreUnsafe(ref destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreFlags(ref byte destination)
    {
        if (Avx512F.IsSupported)
        {
            (Avx512F.ConvertToVector128Byte(_value.AsUInt32()) & Vector128<byte>.One).StoreUnsafe(ref destination);
            return;
        }

        Lower(this).StoreFlags(ref destination);
        Upper(this).StoreFlags(ref Unsafe.Add(ref destination, 8));
    }

    private static Lanes8 Lower(Lanes16 value) => new(value._value.GetLower());

    private static Lanes8 Upper(Lanes16 value) => new(value._value.GetUpper());
}
