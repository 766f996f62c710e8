using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Serializers;

namespace Orleans.Runtime;

/// <summary>Sends references to grains and observers: the identity and the interface.</summary>
internal sealed class GrainReferenceCodec : IGeneralizedCodec
{
    public string WireName => "grain";

    public bool IsSupportedType(Type type) => typeof(GrainReference).IsAssignableFrom(type) || (type.IsInterface && typeof(IAddressable).IsAssignableFrom(type));

    public void WriteValue(ref Writer writer, object value)
    {
        var reference = ToReference(value);
        writer.WriteValue(reference.GrainId);
        writer.WriteValue(reference.InterfaceType.ToString());
    }

    public object ReadValue(ref Reader reader, Type type)
    {
        var grainId = reader.ReadValue<GrainId>();
        var interfaceType = GrainInterfaceType.Create(reader.ReadValue<string>());
        var references = reader.Services.GetRequiredService<CallRuntime>().References;
        var reference = references.Create(grainId, interfaceType);
        return type.IsInstanceOfType(reference) ? reference : references.Create(grainId, type);
    }

    public object DeepCopy(object value, CopyContext context) => ToReference(value);

    private static GrainReference ToReference(object value) => value as GrainReference
        ?? throw new ArgumentException(
            value is IGrainBase
                ? $"A grain cannot be passed on itself; pass 'this.AsReference<T>()' ({value.GetType()})."
                : $"An observer cannot be passed on itself; pass what CreateObjectReference returns ({value.GetType()}).");
}
