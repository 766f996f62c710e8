using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;

namespace Orleans.Serialization.Codecs;

/// <summary>A value without identity (a struct, an enum, a string) in a place declared as a more general type.</summary>
internal sealed class ValueObjectCodec<T>(Codec<T> codec) : ObjectCodec(typeof(T))
{
    public override bool IsShallow => codec.IsShallow;

    internal override bool TracksReferences => false;

    internal override void WriteObject(ref Writer writer, object value) => codec.WritePresent(ref writer, (T)value);

    internal override object ReadObject(ref Reader reader, int position) => codec.ReadPresent(ref reader)!;

    internal override object CopyObject(object value, CopyContext context) => codec.Copy((T)value, context)!;
}
