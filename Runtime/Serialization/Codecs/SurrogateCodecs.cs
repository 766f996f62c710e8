using System.Runtime.CompilerServices;

using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Serializers;

namespace Orleans.Serialization.Codecs;

/// <summary>Codecs of foreign types that travel as a struct of ours.</summary>
internal static class SurrogateCodecs
{
    public static object Create<TValue, TSurrogate>(IConverter<TValue, TSurrogate> converter)
        where TSurrogate : struct =>
        typeof(TValue).IsValueType
            ? new SurrogateValueCodec<TValue, TSurrogate>(converter)
            : new SurrogateObjectCodec<TValue, TSurrogate>(converter);
}

internal sealed class SurrogateValueCodec<TValue, TSurrogate>(IConverter<TValue, TSurrogate> converter) : Codec<TValue>(WireKind.Delimited)
    where TSurrogate : struct
{
    public override bool IsShallow { get; } = !RuntimeHelpers.IsReferenceOrContainsReferences<TValue>();

    public override void Write(ref Writer writer, TValue value) =>
        CodecCache<TSurrogate>.Codec.Write(ref writer, converter.ConvertToSurrogate(in value));

    public override TValue Read(ref Reader reader) => converter.ConvertFromSurrogate(CodecCache<TSurrogate>.Codec.Read(ref reader));

    public override TValue Copy(TValue value, CopyContext context) =>
        converter.ConvertFromSurrogate(context.Copy(converter.ConvertToSurrogate(in value)));
}

internal sealed class SurrogateObjectCodec<TValue, TSurrogate>(IConverter<TValue, TSurrogate> converter) : ObjectCodec(typeof(TValue))
    where TSurrogate : struct
{
    internal override void WriteObject(ref Writer writer, object value) =>
        CodecCache<TSurrogate>.Codec.Write(ref writer, converter.ConvertToSurrogate((TValue)value));

    internal override object ReadObject(ref Reader reader, int position)
    {
        object value = converter.ConvertFromSurrogate(CodecCache<TSurrogate>.Codec.Read(ref reader))!;
        reader.RecordObject(position, value);
        return value;
    }

    internal override object CopyObject(object value, CopyContext context)
    {
        object copy = converter.ConvertFromSurrogate(context.Copy(converter.ConvertToSurrogate((TValue)value)))!;
        context.RecordCopy(value, copy);
        return copy;
    }
}
