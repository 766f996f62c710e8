using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace RlOrleans.Learning;

/// <summary>
/// A message in protobuf's wire format (protobuf.dev/programming-guides/encoding): fields by their numbers, as they are
/// added. It is the little of the format that ONNX needs, so that this library depends on no package.
/// </summary>
internal sealed class ProtobufMessage
{
    private const int VarintType = 0;
    private const int LengthType = 2;
    private const int Fixed32Type = 5;
    private const int LongestVarint = 10;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    public ProtobufMessage Add(int field, long value)
    {
        AddTag(field, VarintType);
        AddVarint((ulong)value);
        return this;
    }

    public ProtobufMessage Add(int field, float value)
    {
        AddTag(field, Fixed32Type);
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.GetSpan(sizeof(float)), value);
        _bytes.Advance(sizeof(float));
        return this;
    }

    public ProtobufMessage Add(int field, string value) => Add(field, Encoding.UTF8.GetBytes(value));

    public ProtobufMessage Add(int field, ReadOnlySpan<byte> value)
    {
        AddTag(field, LengthType);
        AddVarint((ulong)value.Length);
        _bytes.Write(value);
        return this;
    }

    public ProtobufMessage Add(int field, ProtobufMessage message) => Add(field, message.Bytes);

    private void AddTag(int field, int type) => AddVarint((ulong)((field << 3) | type));

    private void AddVarint(ulong value)
    {
        Span<byte> span = _bytes.GetSpan(LongestVarint);
        int length = 0;
        for (; value >= 0x80; value >>= 7)
            span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        _bytes.Advance(length);
    }
}
