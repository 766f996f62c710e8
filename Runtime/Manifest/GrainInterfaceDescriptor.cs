using System.ComponentModel;

namespace Orleans.Runtime;

/// <summary>What generated code tells of a grain interface.</summary>
/// <param name="type">The interface.</param>
/// <param name="name">Its name on the wire.</param>
/// <param name="createReference">Makes a reference.</param>
/// <param name="createRequest">Makes an empty request for a method number and type arguments, or <see langword="null"/>.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class GrainInterfaceDescriptor(
    Type type,
    string name,
    Func<GrainReferenceShared, IdSpan, GrainReference> createReference,
    Func<uint, Type[], RequestBase?> createRequest)
{
    /// <summary>The interface.</summary>
    public Type Type { get; } = type;

    /// <summary>Its name on the wire.</summary>
    public GrainInterfaceType InterfaceType { get; } = GrainInterfaceType.Create(name);

    internal GrainReference CreateReference(GrainReferenceShared shared, IdSpan key) => createReference(shared, key);

    internal RequestBase CreateRequest(uint methodId, Type[] typeArguments) =>
        createRequest(methodId, typeArguments)
        ?? throw new OrleansMessageRejectionException($"Interface '{InterfaceType}' has no method with number {methodId:x8}; do both sides run the same version?");
}
