using System.Runtime.CompilerServices;

namespace RlOrleans.Environments.Simd;

/// <summary>One lane: the remainder after the last full vector, and processors without vectors.</summary>
internal readonly struct Lanes1(float value) : ILaneVector<Lanes1>
{
    private readonly float _value = value;

    public static int Count => 1;

    private int AsBits => BitConverter.SingleToInt32Bits(_value);

    public static Lanes1 Broadcast(float value) => new(value);

    public static Lanes1 Load(ref readonly float source) => new(source);

    public static Lanes1 Abs(Lanes1 value) => new(MathF.Abs(value._value));

    public static Lanes1 Floor(Lanes1 value) => new(MathF.Floor(value._value));

    public static Lanes1 GreaterThan(Lanes1 left, Lanes1 right) => Mask(left._value > right._value);

    public static Lanes1 EqualTo(Lanes1 left, Lanes1 right) => Mask(left._value == right._value);

    public static uint Bits(Lanes1 mask) => (uint)mask.AsBits >> 31;

    public static Lanes1 operator +(Lanes1 left, Lanes1 right) => new(left._value + right._value);

    public static Lanes1 operator -(Lanes1 left, Lanes1 right) => new(left._value - right._value);

    public static Lanes1 operator *(Lanes1 left, Lanes1 right) => new(left._value * right._value);

    public static Lanes1 operator /(Lanes1 left, Lanes1 right) => new(left._value / right._value);

    public static Lanes1 operator &(Lanes1 left, Lanes1 right) => FromBits(left.AsBits & right.AsBits);

    public static Lanes1 operator |(Lanes1 left, Lanes1 right) => FromBits(left.AsBits | right.AsBits);

    public static Lanes1 operator ^(Lanes1 left, Lanes1 right) => FromBits(left.AsBits ^ right.AsBits);

    public static Lanes1 operator ~(Lanes1 value) => FromBits(~value.AsBits);

    public static void StoreRows(ref float destination, Lanes1 column0, Lanes1 column1, Lanes1 column2, Lanes1 column3)
    {
        destination = column0._value;
        Unsafe.Add(ref destination, 1) = column1._value;
        Unsafe.Add(ref destination, 2) = column2._value;
        Unsafe.Add(ref destination, 3) = column3._value;
    }

    public void Store(ref float destination) => destination = _value;

    public void StoreFlags(ref byte destination) => destination = (byte)(AsBits & 1);

    private static Lanes1 Mask(bool set) => FromBits(set ? -1 : 0);

    private static Lanes1 FromBits(int bits) => new(BitConverter.Int32BitsToSingle(bits));
}
