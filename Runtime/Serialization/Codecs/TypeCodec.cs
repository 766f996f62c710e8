using Orleans.Serialization.Serializers;
using Orleans.Serialization.TypeSystem;

namespace Orleans.Serialization.Codecs;

/// <summary>A type, by its name on the wire: only types that messages may hold can be named.</summary>
internal sealed class TypeCodec : TextualCodec<Type>
{
    protected override string Format(Type value) => CodecRegistry.FormatName(value);

    protected override Type Parse(string text) => TypeNames.Parse(text);
}
