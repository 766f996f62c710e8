namespace Orleans.Serialization;

/// <summary>A message refers back to a place where no object begins.</summary>
/// <param name="targetType">The type that was expected there.</param>
/// <param name="targetReference">The place, in bytes from the start of the message.</param>
public sealed class ReferenceNotFoundException(Type? targetType, uint targetReference)
    : SerializerException($"The message refers to an object of type {targetType} at byte {targetReference}, where none begins.")
{
    /// <summary>The place, in bytes from the start of the message.</summary>
    public uint TargetReference { get; } = targetReference;

    /// <summary>The type that was expected there.</summary>
    public Type? TargetReferenceType { get; } = targetType;
}
