using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Codecs;

// Integers are variable-length numbers, so that widening a member from int to long keeps its format. Reading checks
// the range of the declared type.

internal sealed class BooleanCodec() : Codec<bool>(WireKind.VarInt)
{
    public override void Write(ref Writer writer, bool value) => writer.WriteByte(value ? (byte)1 : (byte)0);

    public override bool Read(ref Reader reader) => IntegerRange.CheckUnsigned(reader.ReadVarUInt64(), 1) != 0;
}

internal sealed class ByteCodec() : Codec<byte>(WireKind.VarInt)
{
    public override void Write(ref Writer writer, byte value) => writer.WriteVarUInt32(value);

    public override byte Read(ref Reader reader) => (byte)IntegerRange.CheckUnsigned(reader.ReadVarUInt64(), byte.MaxValue);
}

internal sealed class SByteCodec() : Codec<sbyte>(WireKind.VarInt)
{
    public override void Write(ref Writer writer, sbyte value) => writer.WriteVarInt64(value);

    public override sbyte Read(ref Reader reader) => (sbyte)IntegerRange.CheckSigned(reader.ReadVarInt64(), sbyte.MinValue, sbyte.MaxValue);
}

internal sealed class Int16Codec() : Codec<short>(WireKind.VarInt)
{
    public override void Write(ref Writer writer, short value) => writer.WriteVarInt64(value);

    public override short Read(ref Reader reader) => (short)IntegerRange.CheckSigned(reader.ReadVarInt64(), short.MinValue, short.MaxValue);
}

internal sealed class UInt16Codec() : Codec<ushort>(WireKind.VarInt)
{
    public override void Write(ref Writer writer, ushort value) => writer.WriteVarUInt32(value);

    public override ushort Read(ref Reader reader) => (ushort)IntegerRange.CheckUnsigned(reader.ReadVarUInt64(), ushort.MaxValue);
}

internal sealed class CharCodec() : Codec<char>(WireKind.VarInt)
{
    public override void Write(ref Writer writer, char value) => writer.WriteVarUInt32(value);

    public override char Read(ref Reader reader) => (char)IntegerRange.CheckUnsigned(reader.ReadVarUInt64(), char.MaxValue);
}

internal sealed class Int32Codec() : Codec<int>(WireKind.VarInt)
{
    public override void Write(ref Writer writer, int value) => writer.WriteVarUInt32((uint)((value << 1) ^ (value >> 31)));

    public override int Read(ref Reader reader) => (int)IntegerRange.CheckSigned(reader.ReadVarInt64(), int.MinValue, int.MaxValue);
}

internal sealed class UInt32Codec() : Codec<uint>(WireKind.VarInt)
{
    public override void Write(ref Writer writer, uint value) => writer.WriteVarUInt32(value);

    public override uint Read(ref Reader reader) => reader.ReadVarUInt32();
}

internal sealed class Int64Codec() : Codec<long>(WireKind.VarInt)
{
    public override void Write(ref Writer writer, long value) => writer.WriteVarInt64(value);

    public override long Read(ref Reader reader) => reader.ReadVarInt64();
}

internal sealed class UInt64Codec() : Codec<ulong>(WireKind.VarInt)
{
    public override void Write(ref Writer writer, ulong value) => writer.WriteVarUInt64(value);

    public override ulong Read(ref Reader reader) => reader.ReadVarUInt64();
}
