namespace Orleans;

/// <summary>
/// The number that identifies a member on the wire. It must be unique within its declaring type (a base class counts
/// for itself), and must not be used again for another member once messages or stored states carry it.
/// </summary>
/// <param name="id">The number. Small numbers make small messages.</param>
[AttributeUsage(
    AttributeTargets.Field
    | AttributeTargets.Property
    | AttributeTargets.Parameter
    | AttributeTargets.Class
    | AttributeTargets.Struct
    | AttributeTargets.Enum
    | AttributeTargets.Method)]
public sealed class IdAttribute(uint id) : Attribute
{
    /// <summary>The number that identifies the member.</summary>
    public uint Id { get; } = id;
}
