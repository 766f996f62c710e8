using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;

namespace Orleans.Serialization.Codecs;

internal sealed class MemoryCodec<T>() : Codec<Memory<T>>(WireKind.Delimited)
{
    public override void Write(ref Writer writer, Memory<T> value)
    {
        writer.WriteVarUInt32((uint)value.Length);
        Elements<T>.Write(ref writer, value.Span);
    }

    public override Memory<T> Read(ref Reader reader) => Elements<T>.ReadArray(ref reader, reader.ReadCount(Elements<T>.SmallestSize));

    public override Memory<T> Copy(Memory<T> value, CopyContext context) => Elements<T>.CopyArray(value.Span, context);
}

internal sealed class ReadOnlyMemoryCodec<T>() : Codec<ReadOnlyMemory<T>>(WireKind.Delimited)
{
    public override void Write(ref Writer writer, ReadOnlyMemory<T> value)
    {
        writer.WriteVarUInt32((uint)value.Length);
        Elements<T>.Write(ref writer, value.Span);
    }

    public override ReadOnlyMemory<T> Read(ref Reader reader) => Elements<T>.ReadArray(ref reader, reader.ReadCount(Elements<T>.SmallestSize));

    // Read-only for the holder of the memory, not for the owner of what lies under it.
    public override ReadOnlyMemory<T> Copy(ReadOnlyMemory<T> value, CopyContext context) => Elements<T>.CopyArray(value.Span, context);
}
