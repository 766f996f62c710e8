using System.Runtime.CompilerServices;

using Orleans.Serialization.Codecs;

namespace Orleans.Serialization.Serializers;

/// <summary>The codec of a declared type: found once, and from then on one field away.</summary>
internal static class CodecCache<T>
{
    private static Codec<T>? s_codec;

    public static Codec<T> Codec
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref s_codec) ?? Resolve();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Codec<T> Resolve()
    {
        Codec<T> codec = CodecRegistry.Resolve<T>();
        Volatile.Write(ref s_codec, codec);
        return codec;
    }
}
