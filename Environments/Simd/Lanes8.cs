using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RlOrleans.Environments.Simd;

/// <summary>Eight lanes in a 256-bit register.</summary>
internal readonly struct Lanes8(Vector256<float> value) : ILaneVector<Lanes8>
{
    private readonly Vector256<float> _value = value;

    public static int Count => Vector256<float>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Broadcast(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Load(ref readonly float source) => new(Vector256.LoadUnsafe(in source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Abs(Lanes8 value) => new(Vector256.Abs(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Floor(Lanes8 value) => new(Vector256.Floor(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 GreaterThan(Lanes8 left, Lanes8 right) => new(Vector256.GreaterThan(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 EqualTo(Lanes8 left, Lanes8 right) => new(Vector256.Equals(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Bits(Lanes8 mask) => (uint)mask._value.ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 operator +(Lanes8 left, Lanes8 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 operator -(Lanes8 left, Lanes8 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 operator *(Lanes8 left, Lanes8 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 operator /(Lanes8 left, Lanes8 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 operator &(Lanes8 left, Lanes8 right) => new(left._value & right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 operator |(Lanes8 left, Lanes8 right) => new(left._value | right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 operator ^(Lanes8 left, Lanes8 right) => new(left._value ^ right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 operator ~(Lanes8 value) => new(~value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreRows(ref float destination, Lanes8 column0, Lanes8 column1, Lanes8 column2, Lanes8 column3)
    {
        if (!Avx.IsSupported)
        {
            Lanes4.StoreRows(ref destination, Lower(column0), Lower(column1), Lower(column2), Lower(column3));
            Lanes4.StoreRows(ref Unsafe.Add(ref destination, 16), Upper(column0), Upper(column1), Upper(column2), Upper(column3));
            return;
        }

        Vector256<double> low01 = Avx.UnpackLow(column0._value, column1._value).AsDouble();
        Vector256<double> high01 = Avx.UnpackHigh(column0._value, column1._value).AsDouble();
        Vector256<double> low23 = Avx.UnpackLow(column2._value, column3._value).AsDouble();
        Vector256<double> high23 = Avx.UnpackHigh(column2._value, column3._value).AsDouble();

        // Unpacking works within halves of a register: row k comes out beside row k + 4.
        Vector256<float> rows04 = Avx.UnpackLow(low01, low23).AsSingle(), rows15 = Avx.UnpackHigh(low01, low23).AsSingle();
        Vector256<float> rows26 = Avx.UnpackLow(high01, high23).AsSingle(), rows37 = Avx.UnpackHigh(high01, high23).AsSingle();
        Avx.Permute2x128(rows04, rows15, 0x20).StoreUnsafe(ref destination, 0);
        Avx.Permute2x128(rows26, rows37, 0x20).StoreUnsafe(ref destination, 8);
        Avx.Permute2x128(rows04, rows15, 0x31).StoreUnsafe(ref destination, 16);
        Avx.Permute2x128(rows26, rows37, 0x31).StoreUnsafe(ref destination, 24);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float destination) => _value.StoreUnsafe(ref destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreFlags(ref byte destination)
    {
        Vector128<ushort> shorts = Vector128.Narrow(_value.GetLower().AsUInt32(), _value.GetUpper().AsUInt32());
        Vector128<byte> bytes = Vector128.Narrow(shorts, Vector128<ushort>.Zero) & Vector128<byte>.One;
        Unsafe.WriteUnaligned(ref destination, bytes.AsUInt64().ToScalar());
    }

    private static Lanes4 Lower(Lanes8 value) => new(value._value.GetLower());

    private static Lanes4 Upper(Lanes8 value) => new(value._value.GetUpper());
}
