namespace Orleans.Serialization;

/// <summary>A type is neither built in nor annotated with <see cref="GenerateSerializerAttribute"/>.</summary>
public sealed class CodecNotFoundException : SerializerException
{
    /// <summary>Creates the exception with a message that names the type.</summary>
    public CodecNotFoundException(string message) : base(message) { }

    internal CodecNotFoundException(Type type, string? reason = null)
        : base($"There is no codec for {type}. {reason ?? "Annotate the type with [GenerateSerializer] and its members with [Id(n)], or register an IConverter for it."}")
    {
    }
}
