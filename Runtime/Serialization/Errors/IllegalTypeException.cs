namespace Orleans.Serialization;

/// <summary>A message names a type that no loaded assembly offers to messages.</summary>
/// <param name="typeName">The name in the message.</param>
public sealed class IllegalTypeException(string typeName)
    : SerializerException($"The message names the type \"{typeName}\", which no loaded assembly has declared with [GenerateSerializer].")
{
    /// <summary>The name in the message.</summary>
    public string TypeName { get; } = typeName;
}
