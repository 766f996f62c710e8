using Orleans.Serialization.Codecs;

namespace Orleans.Serialization.Serializers;

/// <summary>The codec of the members that a base class declares.</summary>
internal static class BaseCodecCache<T>
    where T : class
{
    private static ClassCodec<T>? s_codec;

    public static ClassCodec<T> Codec => s_codec ??= CodecRegistry.GetBaseCodec<T>();
}
