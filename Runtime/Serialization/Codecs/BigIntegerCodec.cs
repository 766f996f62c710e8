using System.Numerics;

using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Codecs;

internal sealed class BigIntegerCodec() : Codec<BigInteger>(WireKind.Bytes)
{
    public override bool IsShallow => true;

    public override void Write(ref Writer writer, BigInteger value)
    {
        int length = value.GetByteCount();
        writer.WriteVarUInt32((uint)length << 1);
        value.TryWriteBytes(writer.Reserve(length), out _);
    }

    public override BigInteger Read(ref Reader reader) => new(reader.ReadBytes((int)(reader.ReadVarUInt32() >> 1)));
}
