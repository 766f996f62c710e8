using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Codecs;

/// <summary>
/// Text in UTF-8. Text that is no valid Unicode (half of a surrogate pair, say) travels as UTF-16, since nothing else
/// would bring it back unchanged.
/// </summary>
internal sealed class StringCodec() : Codec<string>(WireKind.Bytes)
{
    private const uint Utf16 = 1;

    public override bool IsShallow => true;

    public override void Write(ref Writer writer, string value)
    {
        if (value is null)
        {
            writer.WriteByte(0);
        }
        else
        {
            Write(ref writer, value, offset: 1);
        }
    }

    public override string Read(ref Reader reader)
    {
        uint header = reader.ReadVarUInt32();
        return header == 0 ? null! : Read(ref reader, header - 1);
    }

    public override void WritePresent(ref Writer writer, string value) => Write(ref writer, value, offset: 0);

    public override string ReadPresent(ref Reader reader) => Read(ref reader, reader.ReadVarUInt32());

    private static void Write(ref Writer writer, string value, uint offset)
    {
        int length = Encoding.UTF8.GetByteCount(value);
        int start = writer.Position;
        writer.WriteVarUInt32(checked(((uint)length << 1) + offset));
        OperationStatus status = Utf8.FromUtf16(value, writer.Reserve(length), out _, out _, replaceInvalidSequences: false);
        if (status == OperationStatus.Done)
        {
            return;
        }

        writer.Rewind(start);
        ReadOnlySpan<byte> raw = MemoryMarshal.AsBytes(value.AsSpan());
        writer.WriteVarUInt32(checked((((uint)raw.Length << 1) | Utf16) + offset));
        writer.Write(raw);
    }

    private static string Read(ref Reader reader, uint header)
    {
        ReadOnlySpan<byte> bytes = reader.ReadBytes((int)(header >> 1));
        if ((header & Utf16) == 0)
        {
            return Encoding.UTF8.GetString(bytes);
        }

        if (bytes.Length % sizeof(char) != 0)
        {
            throw new SerializerException($"A text of {bytes.Length} bytes is not UTF-16.");
        }

        return string.Create(bytes.Length / sizeof(char), bytes, static (text, source) => source.CopyTo(MemoryMarshal.AsBytes(text)));
    }
}
