namespace Orleans;

/// <summary>Asks the source generator for a codec and a copier of the annotated type, and lets messages name the type.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum)]
public sealed class GenerateSerializerAttribute : Attribute
{
    /// <summary>
    /// Whether the parameters of the primary constructor are members of the message, identified by their position.
    /// When left out: <see langword="true"/> for records, <see langword="false"/> for everything else.
    /// </summary>
    public bool IncludePrimaryConstructorParameters { get; init; }

    /// <summary>Whether members without an <see cref="IdAttribute"/> get one from their name. Default: they do not.</summary>
    public GenerateFieldIds GenerateFieldIds { get; init; } = GenerateFieldIds.None;
}
