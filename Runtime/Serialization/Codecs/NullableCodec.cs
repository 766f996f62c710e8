using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Serializers;

namespace Orleans.Serialization.Codecs;

/// <summary>A nullable struct: a byte that says whether there is one, then the value. As a member it is just the value.</summary>
internal sealed class NullableCodec<T>() : Codec<T?>(CodecCache<T>.Codec.Kind)
    where T : struct
{
    public override bool IsShallow { get; } = CodecRegistry.IsShallow<T>();

    public override void Write(ref Writer writer, T? value)
    {
        writer.WriteByte(value.HasValue ? (byte)1 : (byte)0);
        if (value.HasValue)
        {
            CodecCache<T>.Codec.Write(ref writer, value.GetValueOrDefault());
        }
    }

    public override T? Read(ref Reader reader) => reader.ReadByte() switch
    {
        0 => null,
        1 => CodecCache<T>.Codec.Read(ref reader),
        byte other => throw new SerializerException($"Byte {reader.Position - 1} of the message is {other}, where 0 or 1 says whether a value follows."),
    };

    public override void WritePresent(ref Writer writer, T? value) => CodecCache<T>.Codec.WritePresent(ref writer, value.GetValueOrDefault());

    public override T? ReadPresent(ref Reader reader) => CodecCache<T>.Codec.ReadPresent(ref reader);

    public override T? Copy(T? value, CopyContext context) => value.HasValue ? CodecCache<T>.Codec.Copy(value.GetValueOrDefault(), context) : null;
}
