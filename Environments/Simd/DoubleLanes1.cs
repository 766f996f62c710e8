namespace RlOrleans.Environments.Simd;

/// <summary>One lane: the remainder after the last full vector, and processors without vectors.</summary>
internal readonly struct DoubleLanes1(double value) : IDoubleLanes<DoubleLanes1>
{
    private readonly double _value = value;

    public static int Count => 1;

    private long AsBits => BitConverter.DoubleToInt64Bits(_value);

    public static DoubleLanes1 Broadcast(double value) => new(value);

    public static DoubleLanes1 Load(ref readonly double source) => new(source);

    public static DoubleLanes1 LoadSingles(ref readonly float source) => new(source);

    public static DoubleLanes1 RoundToSingle(DoubleLanes1 value) => new((float)value._value);

    public static DoubleLanes1 GreaterThan(DoubleLanes1 left, DoubleLanes1 right) => FromBits(left._value > right._value ? -1 : 0);

    public static DoubleLanes1 Select(DoubleLanes1 mask, DoubleLanes1 whereSet, DoubleLanes1 whereNot) => mask.AsBits != 0 ? whereSet : whereNot;

    public static DoubleLanes1 ShiftBitsLeft(DoubleLanes1 value, int count) => FromBits(value.AsBits << count);

    public static uint Bits(DoubleLanes1 mask) => (uint)((ulong)mask.AsBits >> 63);

    public static DoubleLanes1 operator +(DoubleLanes1 left, DoubleLanes1 right) => new(left._value + right._value);

    public static DoubleLanes1 operator -(DoubleLanes1 left, DoubleLanes1 right) => new(left._value - right._value);

    public static DoubleLanes1 operator *(DoubleLanes1 left, DoubleLanes1 right) => new(left._value * right._value);

    public static DoubleLanes1 operator /(DoubleLanes1 left, DoubleLanes1 right) => new(left._value / right._value);

    public static DoubleLanes1 operator &(DoubleLanes1 left, DoubleLanes1 right) => FromBits(left.AsBits & right.AsBits);

    public static DoubleLanes1 operator |(DoubleLanes1 left, DoubleLanes1 right) => FromBits(left.AsBits | right.AsBits);

    public static DoubleLanes1 operator ^(DoubleLanes1 left, DoubleLanes1 right) => FromBits(left.AsBits ^ right.AsBits);

    public static DoubleLanes1 operator ~(DoubleLanes1 value) => FromBits(~value.AsBits);

    public void Store(ref double destination) => destination = _value;

    public void StoreSingles(ref float destination) => destination = (float)_value;

    public void StoreColumn(ref float destination, int rowSize) => destination = (float)_value;

    private static DoubleLanes1 FromBits(long bits) => new(BitConverter.Int64BitsToDouble(bits));
}
