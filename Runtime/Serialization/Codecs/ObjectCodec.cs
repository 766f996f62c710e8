using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Serializers;

namespace Orleans.Serialization.Codecs;

/// <summary>Writes, reads and copies the content of objects of exactly one class.</summary>
public abstract class ObjectCodec
{
    private byte[]? _wireName;

    /// <summary>Creates the codec of <paramref name="type"/>.</summary>
    private protected ObjectCodec(Type type) => Type = type;

    /// <summary>The class.</summary>
    public Type Type { get; }

    /// <summary>Whether an object of the class is its own copy.</summary>
    public virtual bool IsShallow => false;

    /// <summary>The name of the class on the wire, in UTF-8.</summary>
    internal virtual ReadOnlySpan<byte> WireName => _wireName ??= CodecRegistry.GetWireName(Type);

    /// <summary>Whether an object that occurs twice in a message is one object for the reader too.</summary>
    internal virtual bool TracksReferences => true;

    internal abstract void WriteObject(ref Writer writer, object value);

    /// <summary>Reads an object whose header stands at <paramref name="position"/>, and records it there.</summary>
    internal abstract object ReadObject(ref Reader reader, int position);

    internal abstract object CopyObject(object value, CopyContext context);
}
