using System.Collections.Concurrent;

namespace Orleans.Runtime;

/// <summary>The grain interfaces of the application.</summary>
internal sealed class GrainInterfaceMap
{
    private readonly ConcurrentDictionary<Type, GrainInterfaceDescriptor> _byType = new();
    private readonly ConcurrentDictionary<GrainInterfaceType, GrainInterfaceDescriptor> _byName = new();

    public GrainInterfaceMap(IEnumerable<GrainManifest> manifests)
    {
        foreach (var descriptor in manifests.SelectMany(manifest => manifest.Interfaces))
        {
            _byType[descriptor.Type] = descriptor;
            if (!_byName.TryAdd(descriptor.InterfaceType, descriptor))
            {
                throw new OrleansConfigurationException(
                    $"Grain interfaces {descriptor.Type} and {_byName[descriptor.InterfaceType].Type} have the same name '{descriptor.InterfaceType}'.");
            }
        }
    }

    public GrainInterfaceDescriptor Get(Type type) =>
        _byType.TryGetValue(type, out var descriptor)
            ? descriptor
            : throw new ArgumentException(
                $"{type} is not a known grain interface. Its assembly must be built with the source generator, and the interface must be public or internal and not generic.",
                nameof(type));

    public GrainInterfaceDescriptor Get(GrainInterfaceType name) =>
        _byName.TryGetValue(name, out var descriptor)
            ? descriptor
            : throw new OrleansMessageRejectionException($"Grain interface '{name}' is not known here.");

    public GrainInterfaceType InterfaceTypeOf(Type type) => _byType.TryGetValue(type, out var descriptor) ? descriptor.InterfaceType : default;
}
