using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RlOrleans.Environments.Simd;

/// <summary>Four lanes in a 256-bit register.</summary>
internal readonly struct DoubleLanes4(Vector256<double> value) : IDoubleLanes<DoubleLanes4>
{
    private readonly Vector256<double> _value = value;

    public static int Count => Vector256<double>.Count;

    private Vector128<float> Singles => Avx.IsSupported ? Avx.ConvertToVector128Single(_value) : Vector128.Narrow(_value.GetLower(), _value.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes4 Broadcast(double value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes4 Load(ref readonly double source) => new(Vector256.LoadUnsafe(in source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes4 LoadSingles(ref readonly float source) => Widen(Vector128.LoadUnsafe(in source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes4 RoundToSingle(DoubleLanes4 value) => Widen(value.Singles);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes4 GreaterThan(DoubleLanes4 left, DoubleLanes4 right) => new(Vector256.GreaterThan(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes4 Select(DoubleLanes4 mask, DoubleLanes4 whereSet, DoubleLanes4 whereNot) => new(Vector256.ConditionalSelect(mask._value, whereSet._value, whereNot._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes4 ShiftBitsLeft(DoubleLanes4 value, int count) => new(Vector256.ShiftLeft(value._value.AsInt64(), count).AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Bits(DoubleLanes4 mask) => mask._value.ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes4 operator +(DoubleLanes4 left, DoubleLanes4 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes4 operator -(DoubleLanes4 left, DoubleLanes4 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes4 operator *(DoubleLanes4 left, DoubleLanes4 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes4 operator /(DoubleLanes4 left, DoubleLanes4 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes4 operator &(DoubleLanes4 left, DoubleLanes4 right) => new(left._value & right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes4 operator |(DoubleLanes4 left, DoubleLanes4 right) => new(left._value | right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes4 operator ^(DoubleLanes4 left, DoubleLanes4 right) => new(left._value ^ right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes4 operator ~(DoubleLanes4 value) => new(~value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref double destination) => _value.StoreUnsafe(ref destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreSingles(ref float destination) => Singles.StoreUnsafe(ref destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreColumn(ref float destination, int rowSize)
    {
        Vector128<float> singles = Singles;
        destination = singles[0];
        Unsafe.Add(ref destination, rowSize) = singles[1];
        Unsafe.Add(ref destination, 2 * rowSize) = singles[2];
        Unsafe.Add(ref destination, 3 * rowSize) = singles[3];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static DoubleLanes4 Widen(Vector128<float> singles) => new(
        Avx.IsSupported ? Avx.ConvertToVector256Double(singles)
        : Vector256.Create(Vector128.WidenLower(singles), Vector128.WidenUpper(singles)));
}
