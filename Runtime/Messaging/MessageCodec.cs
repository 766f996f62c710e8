using Orleans.CodeGeneration;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>Turns messages into bytes and back. The order of the fields is the format.</summary>
internal sealed class MessageCodec(Serializer serializer, GrainInterfaceMap interfaces)
{
    private const byte Version = 1;

    public byte[] Encode(Message message)
    {
        var writer = serializer.CreateWriter();
        try
        {
            writer.WriteByte(Version);
            writer.WriteByte((byte)message.Kind);
            writer.WriteValue(message.CallId);
            writer.WriteValue((int)message.Options);
            writer.WriteValue(message.SendingSilo?.ToString());
            writer.WriteValue(message.SendingGrain?.ToString());
            writer.WriteValue(message.TargetSilo?.ToString());
            writer.WriteValue(message.TargetGrain.ToString());
            writer.WriteValue(message.TimeToLive);
            writer.WriteValue(message.ForwardCount);
            writer.WriteValue(message.RequestContext);
            switch (message.Kind)
            {
                case MessageKind.Request:
                    WriteRequest(ref writer, message.Request!);
                    break;
                case MessageKind.Response:
                    WriteResponse(ref writer, message.Request!, message.Response!);
                    break;
            }

            return writer.Written.ToArray();
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <summary>Reads a message.</summary>
    /// <param name="bytes">The message.</param>
    /// <param name="findCall">Finds the call that an answer belongs to, which knows the type of the result.</param>
    public Message Decode(ReadOnlySpan<byte> bytes, Func<long, RequestBase?> findCall)
    {
        var reader = serializer.CreateReader(bytes);
        try
        {
            var version = reader.ReadByte();
            if (version != Version)
            {
                throw new SerializerException($"The message has format version {version}; this build reads version {Version}.");
            }

            var kind = (MessageKind)reader.ReadByte();
            var callId = reader.ReadValue<long>();
            var options = (InvokeMethodOptions)reader.ReadValue<int>();
            var sendingSilo = reader.ReadValue<string?>();
            var sendingGrain = reader.ReadValue<string?>();
            var targetSilo = reader.ReadValue<string?>();
            var targetGrain = reader.ReadValue<string>();
            var timeToLive = reader.ReadValue<TimeSpan>();
            var forwardCount = reader.ReadValue<int>();
            var requestContext = reader.ReadValue<Dictionary<string, object>?>();
            var request = kind == MessageKind.Request ? ReadRequest(ref reader) : null;
            var response = kind == MessageKind.Response && findCall(callId) is { } call ? ReadResponse(ref reader, call) : null;
            var message = new Message
            {
                Kind = kind,
                CallId = callId,
                Options = options,
                SendingSilo = sendingSilo is null ? null : SiloAddress.Parse(sendingSilo),
                SendingGrain = sendingGrain is null ? null : GrainId.Parse(sendingGrain),
                TargetSilo = targetSilo is null ? null : SiloAddress.Parse(targetSilo),
                TargetGrain = GrainId.TryParse(targetGrain, out var grain) ? grain : default,
                TimeToLive = timeToLive,
                ForwardCount = forwardCount,
                RequestContext = requestContext,
                Request = request,
                Response = response,
            };
            if (request is not null)
            {
                request.Envelope = message;
                request.RequestContextData = requestContext;
                request.ForwardCount = forwardCount;
                request.AddInvokeMethodOptions(options);
            }

            return message;
        }
        finally
        {
            reader.Dispose();
        }
    }

    public void WriteRequest(ref Writer writer, RequestBase request)
    {
        writer.WriteValue(interfaces.Get(request.GetInterfaceType()).InterfaceType.ToString());
        writer.WriteValue(request.MethodId);
        writer.WriteValue(request.TypeArguments);
        request.SerializeArguments(ref writer);
    }

    public RequestBase ReadRequest(ref Reader reader)
    {
        var descriptor = interfaces.Get(GrainInterfaceType.Create(reader.ReadValue<string>()));
        var request = descriptor.CreateRequest(reader.ReadValue<uint>(), reader.ReadValue<Type[]>());
        request.DeserializeArguments(ref reader);
        return request;
    }

    private static void WriteResponse(ref Writer writer, RequestBase request, Response response)
    {
        writer.WriteValue(response.Exception);
        if (response.Exception is null)
        {
            request.WriteResult(ref writer, response);
        }
    }

    private static Response ReadResponse(ref Reader reader, RequestBase call) =>
        reader.ReadValue<Exception?>() is { } exception ? Response.FromException(exception) : call.ReadResult(ref reader);
}
