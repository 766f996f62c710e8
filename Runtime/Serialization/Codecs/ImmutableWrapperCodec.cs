using Orleans.Concurrency;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Serializers;

namespace Orleans.Serialization.Codecs;

internal sealed class ImmutableWrapperCodec<T>() : Codec<Immutable<T>>(WireKind.Delimited)
{
    public override bool IsShallow => true;

    public override void Write(ref Writer writer, Immutable<T> value) => CodecCache<T>.Codec.Write(ref writer, value.Value);

    public override Immutable<T> Read(ref Reader reader) => new(CodecCache<T>.Codec.Read(ref reader));
}
