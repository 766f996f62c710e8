using System.Collections.Concurrent;
using Orleans.CodeGeneration;

namespace Orleans.Runtime;

/// <summary>Makes references.</summary>
internal sealed class ReferenceFactory(CallRuntime calls, GrainInterfaceMap interfaces, GrainClassMap classes)
{
    private static readonly GrainInterfaceDescriptor Untyped = new(
        typeof(IAddressable), string.Empty, static (shared, key) => new UntypedReference(shared, key), static (_, _) => null);

    private readonly ConcurrentDictionary<(GrainType Type, Type Interface), GrainReferenceShared> _shared = new();

    public GrainInterfaceMap Interfaces => interfaces;

    public GrainClassMap Classes => classes;

    public GrainReference Create(GrainId grainId, Type interfaceType)
    {
        if (!_shared.TryGetValue((grainId.Type, interfaceType), out var shared))
        {
            shared = AddShared(grainId.Type, interfaces.Get(interfaceType));
        }

        return shared.Descriptor.CreateReference(shared, grainId.Key);
    }

    public GrainReference Create(GrainId grainId, GrainInterfaceType interfaceType) =>
        interfaceType.IsDefault ? CreateUntyped(grainId) : Create(grainId, interfaces.Get(interfaceType).Type);

    public GrainReference CreateUntyped(GrainId grainId)
    {
        var shared = AddShared(grainId.Type, Untyped);
        return shared.Descriptor.CreateReference(shared, grainId.Key);
    }

    public object Cast(GrainReference reference, Type interfaceType) =>
        interfaceType.IsInstanceOfType(reference) ? reference : Create(reference.GrainId, interfaceType);

    private GrainReferenceShared AddShared(GrainType grainType, GrainInterfaceDescriptor descriptor) =>
        _shared.GetOrAdd(
            (grainType, descriptor.Type),
            static (key, argument) => new GrainReferenceShared(key.Type, argument.descriptor, argument.calls, InvokeMethodOptions.None),
            (descriptor, calls));

    private sealed class UntypedReference(GrainReferenceShared shared, IdSpan key) : GrainReference(shared, key);
}
