using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RlOrleans.Environments.Simd;

/// <summary>Eight lanes in a 512-bit register.</summary>
internal readonly struct DoubleLanes8(Vector512<double> value) : IDoubleLanes<DoubleLanes8>
{
    private readonly Vector512<double> _value = value;

    public static int Count => Vector512<double>.Count;

    private Vector256<float> Singles => Avx512F.IsSupported ? Avx512F.ConvertToVector256Single(_value) : Vector256.Narrow(_value.GetLower(), _value.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes8 Broadcast(double value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes8 Load(ref readonly double source) => new(Vector512.LoadUnsafe(in source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes8 LoadSingles(ref readonly float source) => Widen(Vector256.LoadUnsafe(in source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes8 RoundToSingle(DoubleLanes8 value) => Widen(value.Singles);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes8 GreaterThan(DoubleLanes8 left, DoubleLanes8 right) => new(Vector512.GreaterThan(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes8 Select(DoubleLanes8 mask, DoubleLanes8 whereSet, DoubleLanes8 whereNot) => new(Vector512.ConditionalSelect(mask._value, whereSet._value, whereNot._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes8 ShiftBitsLeft(DoubleLanes8 value, int count) => new(Vector512.ShiftLeft(value._value.AsInt64(), count).AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Bits(DoubleLanes8 mask) => (uint)mask._value.ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes8 operator +(DoubleLanes8 left, DoubleLanes8 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes8 operator -(DoubleLanes8 left, DoubleLanes8 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes8 operator *(DoubleLanes8 left, DoubleLanes8 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes8 operator /(DoubleLanes8 left, DoubleLanes8 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes8 operator &(DoubleLanes8 left, DoubleLanes8 right) => new(left._value & right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes8 operator |(DoubleLanes8 left, DoubleLanes8 right) => new(left._value | right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes8 operator ^(DoubleLanes8 left, DoubleLanes8 right) => new(left._value ^ right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoubleLanes8 operator ~(DoubleLanes8 value) => new(~value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref double destination) => _value.StoreUnsafe(ref destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreSingles(ref float destination) => Singles.StoreUnsafe(ref destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreColumn(ref float destination, int rowSize)
    {
        new DoubleLanes4(_value.GetLower()).StoreColumn(ref destination, rowSize);
        new DoubleLanes4(_value.GetUpper()).StoreColumn(ref Unsafe.Add(ref destination, 4 * rowSize), rowSize);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static DoubleLanes8 Widen(Vector256<float> singles) => new(
        Avx512F.IsSupported ? Avx512F.ConvertToVector512Double(singles)
        : Vector512.Create(Vector256.WidenLower(singles), Vector256.WidenUpper(singles)));
}
