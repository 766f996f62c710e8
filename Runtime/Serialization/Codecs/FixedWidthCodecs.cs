using System.Buffers.Binary;

using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Codecs;

// Numbers that a variable length would not shorten.

internal sealed class HalfCodec() : Codec<Half>(WireKind.VarInt)
{
    public override void Write(ref Writer writer, Half value) => writer.WriteVarUInt32(BitConverter.HalfToUInt16Bits(value));

    public override Half Read(ref Reader reader) =>
        BitConverter.UInt16BitsToHalf((ushort)IntegerRange.CheckUnsigned(reader.ReadVarUInt64(), ushort.MaxValue));
}

internal sealed class SingleCodec() : Codec<float>(WireKind.Fixed32)
{
    public override void Write(ref Writer writer, float value) => writer.WriteInt32(BitConverter.SingleToInt32Bits(value));

    public override float Read(ref Reader reader) => BitConverter.Int32BitsToSingle(reader.ReadInt32());
}

internal sealed class DoubleCodec() : Codec<double>(WireKind.Fixed64)
{
    public override void Write(ref Writer writer, double value) => writer.WriteInt64(BitConverter.DoubleToInt64Bits(value));

    public override double Read(ref Reader reader) => BitConverter.Int64BitsToDouble(reader.ReadInt64());
}

internal sealed class DecimalCodec() : Codec<decimal>(WireKind.Fixed128)
{
    public override void Write(ref Writer writer, decimal value)
    {
        Span<int> words = stackalloc int[4];
        decimal.GetBits(value, words);
        foreach (int word in words)
        {
            writer.WriteInt32(word);
        }
    }

    public override decimal Read(ref Reader reader) =>
        new([reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32()]);
}

internal sealed class Int128Codec() : Codec<Int128>(WireKind.Fixed128)
{
    public override void Write(ref Writer writer, Int128 value) => BinaryPrimitives.WriteInt128LittleEndian(writer.Reserve(16), value);

    public override Int128 Read(ref Reader reader) => BinaryPrimitives.ReadInt128LittleEndian(reader.ReadBytes(16));
}

internal sealed class UInt128Codec() : Codec<UInt128>(WireKind.Fixed128)
{
    public override void Write(ref Writer writer, UInt128 value) => BinaryPrimitives.WriteUInt128LittleEndian(writer.Reserve(16), value);

    public override UInt128 Read(ref Reader reader) => BinaryPrimitives.ReadUInt128LittleEndian(reader.ReadBytes(16));
}

internal sealed class GuidCodec() : Codec<Guid>(WireKind.Fixed128)
{
    public override void Write(ref Writer writer, Guid value) => value.TryWriteBytes(writer.Reserve(16));

    public override Guid Read(ref Reader reader) => new(reader.ReadBytes(16));
}
