using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RlOrleans.Environments.Simd;

/// <summary>Two lanes in a 128-bit register.</summary>
internal readonly struct DoubleLanes2(Vector128<double> value) : IDoubleLanes<DoubleLanes2>
{
    private readonly Vector128<double> _value = value;

    public static int Count => Vector128<double>.Count;

    private Vector128<float> Singles => Vector128.Narrow(_value, _value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes2 Broadcast(double value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes2 Load(ref readonly double source) => new(Vector128.LoadUnsafe(in source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes2 LoadSingles(ref readonly float source)
    {
        Vector64<float> singles = Vector64.LoadUnsafe(in source);
        return new(Vector128.WidenLower(singles.ToVector128()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes2 RoundToSingle(DoubleLanes2 value) => new(Vector128.WidenLower(value.Singles));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes2 GreaterThan(DoubleLanes2 left, DoubleLanes2 right) => new(Vector128.GreaterThan(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes2 Select(DoubleLanes2 mask, DoubleLanes2 whereSet, DoubleLanes2 whereNot) => new(Vector128.ConditionalSelect(mask._value, whereSet._value, whereNot._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes2 ShiftBitsLeft(DoubleLanes2 value, int count) => new(Vector128.ShiftLeft(value._value.AsInt64(), count).AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Bits(DoubleLanes2 mask) => mask._value.ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes2 operator +(DoubleLanes2 left, DoubleLanes2 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes2 operator -(DoubleLanes2 left, DoubleLanes2 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes2 operator *(DoubleLanes2 left, DoubleLanes2 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes2 operator /(DoubleLanes2 left, DoubleLanes2 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes2 operator &(DoubleLanes2 left, DoubleLanes2 right) => new(left._value & right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes2 operator |(DoubleLanes2 left, DoubleLanes2 right) => new(left._value | right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes2 operator ^(DoubleLanes2 left, DoubleLanes2 right) => new(left._value ^ right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes2 operator ~(DoubleLanes2 value) => new(~value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref double destination) => _value.StoreUnsafe(ref destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreSingles(ref float destination) => Singles.GetLower().StoreUnsafe(ref destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreColumn(ref float destination, int rowSize)
    {
        Vector128<float> singles = Singles;
        destination = singles[0];
        Unsafe.Add(ref destination, rowSize) = singles[1];
    }
}
