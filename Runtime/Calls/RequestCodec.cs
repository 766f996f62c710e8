using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Serializers;

namespace Orleans.Runtime;

/// <summary>Sends a call within a call, which is how an enumeration begins.</summary>
internal sealed class RequestCodec : IGeneralizedCodec
{
    public string WireName => "call";

    public bool IsSupportedType(Type type) => typeof(RequestBase).IsAssignableFrom(type);

    public void WriteValue(ref Writer writer, object value) =>
        writer.Services.GetRequiredService<MessageCodec>().WriteRequest(ref writer, (RequestBase)value);

    public object ReadValue(ref Reader reader, Type type) =>
        reader.Services.GetRequiredService<MessageCodec>().ReadRequest(ref reader);

    public object DeepCopy(object value, CopyContext context) => value;
}
