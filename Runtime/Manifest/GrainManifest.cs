using System.ComponentModel;

namespace Orleans.Runtime;

/// <summary>Lists the grain interfaces and classes of an assembly. The source generator derives one class for every assembly.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class GrainManifest
{
    private readonly List<GrainInterfaceDescriptor> _interfaces = [];
    private readonly List<Type> _classes = [];

    internal IReadOnlyList<GrainInterfaceDescriptor> Interfaces => _interfaces;

    internal IReadOnlyList<Type> Classes => _classes;

    /// <summary>Adds what the assembly has.</summary>
    public abstract void Populate();

    /// <summary>Adds an interface.</summary>
    /// <param name="descriptor">The interface.</param>
    protected void AddInterface(GrainInterfaceDescriptor descriptor) => _interfaces.Add(descriptor);

    /// <summary>Adds a grain class.</summary>
    /// <param name="grainClass">The class.</param>
    protected void AddClass(Type grainClass) => _classes.Add(grainClass);
}

/// <summary>Names the <see cref="GrainManifest"/> of an assembly.</summary>
/// <param name="manifestType">The manifest.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class GrainManifestAttribute(Type manifestType) : Attribute
{
    /// <summary>The manifest.</summary>
    public Type ManifestType { get; } = manifestType;
}
