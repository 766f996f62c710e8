using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Serializers;

namespace Orleans.Serialization.Codecs;

internal sealed class KeyValuePairCodec<TKey, TValue>() : Codec<KeyValuePair<TKey, TValue>>(WireKind.Delimited)
{
    private bool? _isShallow;

    public override bool IsShallow => _isShallow ??= CodecRegistry.Decide(
        typeof(KeyValuePair<TKey, TValue>),
        static () => CodecRegistry.IsShallow<TKey>() && CodecRegistry.IsShallow<TValue>());

    public override void Write(ref Writer writer, KeyValuePair<TKey, TValue> value)
    {
        writer.WriteValue(value.Key);
        writer.WriteValue(value.Value);
    }

    public override KeyValuePair<TKey, TValue> Read(ref Reader reader) => new(reader.ReadValue<TKey>(), reader.ReadValue<TValue>());

    public override KeyValuePair<TKey, TValue> Copy(KeyValuePair<TKey, TValue> value, CopyContext context) =>
        new(context.Copy(value.Key), context.Copy(value.Value));
}
