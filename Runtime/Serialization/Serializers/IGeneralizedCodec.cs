using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;

namespace Orleans.Serialization.Serializers;

/// <summary>
/// The codec of a family of types that is not known one by one, such as all grain interfaces. Registered as a service,
/// before the first serializer of the container is created, or with <see cref="CodecRegistry.AddFamily"/>. One instance
/// serves all containers of the process: what depends on one is asked from <see cref="Reader.Services"/>.
/// </summary>
public interface IGeneralizedCodec
{
    /// <summary>The name of the family on the wire, where a value stands in a place declared as a more general type.</summary>
    string WireName { get; }

    /// <summary>Whether the type, an interface or a class, belongs to the family. The answer never changes.</summary>
    bool IsSupportedType(Type type);

    /// <summary>Writes a value that is not null.</summary>
    void WriteValue(ref Writer writer, object value);

    /// <summary>Reads a value that stands in a place declared as <paramref name="type"/>.</summary>
    object ReadValue(ref Reader reader, Type type);

    /// <summary>Copies a value, or returns it if it is its own copy.</summary>
    object DeepCopy(object value, CopyContext context);
}
