using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace RlOrleans.Environments.Simd;

/// <summary>Four lanes in a 128-bit register.</summary>
internal readonly struct Lanes4(Vector128<float> value) : ILaneVector<Lanes4>
{
    private readonly Vector128<float> _value = value;

    public static int Count => Vector128<float>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Broadcast(float value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Load(ref readonly float source) => new(Vector128.LoadUnsafe(in source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Abs(Lanes4 value) => new(Vector128.Abs(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Floor(Lanes4 value) => new(Vector128.Floor(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 GreaterThan(Lanes4 left, Lanes4 right) => new(Vector128.GreaterThan(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 EqualTo(Lanes4 left, Lanes4 right) => new(Vector128.Equals(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Bits(Lanes4 mask) => (uint)mask._value.ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 operator +(Lanes4 left, Lanes4 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 operator -(Lanes4 left, Lanes4 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 operator *(Lanes4 left, Lanes4 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 operator /(Lanes4 left, Lanes4 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 operator &(Lanes4 left, Lanes4 right) => new(left._value & right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 operator |(Lanes4 left, Lanes4 right) => new(left._value | right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 operator ^(Lanes4 left, Lanes4 right) => new(left._value ^ right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 operator ~(Lanes4 value) => new(~value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreRows(ref float destination, Lanes4 column0, Lanes4 column1, Lanes4 column2, Lanes4 column3)
    {
        Vector128<double> low01 = ZipLow(column0._value, column1._value), high01 = ZipHigh(column0._value, column1._value);
        Vector128<double> low23 = ZipLow(column2._value, column3._value), high23 = ZipHigh(column2._value, column3._value);
        ZipLow(low01, low23).StoreUnsafe(ref destination, 0);
        ZipHigh(low01, low23).StoreUnsafe(ref destination, 4);
        ZipLow(high01, high23).StoreUnsafe(ref destination, 8);
        ZipHigh(high01, high23).StoreUnsafe(ref destination, 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float destination) => _value.StoreUnsafe(ref destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreFlags(ref byte destination)
    {
        Vector128<ushort> shorts = Vector128.Narrow(_value.AsUInt32(), Vector128<uint>.Zero);
        Vector128<byte> bytes = Vector128.Narrow(shorts, Vector128<ushort>.Zero) & Vector128<byte>.One;
        Unsafe.WriteUnaligned(ref destination, bytes.AsUInt32().ToScalar());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> ZipLow(Vector128<float> left, Vector128<float> right) =>
        Sse.IsSupported ? Sse.UnpackLow(left, right).AsDouble()
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(left, right).AsDouble()
        : Vector128.Create(left[0], right[0], left[1], right[1]).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> ZipHigh(Vector128<float> left, Vector128<float> right) =>
        Sse.IsSupported ? Sse.UnpackHigh(left, right).AsDouble()
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(left, right).AsDouble()
        : Vector128.Create(left[2], right[2], left[3], right[3]).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipLow(Vector128<double> left, Vector128<double> right) =>
        Vector128.Create(left.GetLower(), right.GetLower()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipHigh(Vector128<double> left, Vector128<double> right) =>
        Vector128.Create(left.GetUpper(), right.GetUpper()).AsSingle();
}
