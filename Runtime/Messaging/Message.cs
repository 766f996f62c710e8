using Orleans.CodeGeneration;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>A call, its answer or its cancellation on the way between processes.</summary>
internal sealed class Message
{
    public MessageKind Kind { get; init; }

    /// <summary>The number of the call in the table of the caller.</summary>
    public long CallId { get; init; }

    public InvokeMethodOptions Options { get; init; }

    public SiloAddress? SendingSilo { get; init; }

    public GrainId? SendingGrain { get; init; }

    public SiloAddress? TargetSilo { get; init; }

    public GrainId TargetGrain { get; init; }

    public Dictionary<string, object>? RequestContext { get; init; }

    /// <summary>How long the caller goes on waiting.</summary>
    public TimeSpan TimeToLive { get; init; }

    /// <summary>How often the message was sent on because an activation had ended.</summary>
    public int ForwardCount { get; init; }

    /// <summary>The request of a call; for an answer that is to be sent, the request it answers.</summary>
    public RequestBase? Request { get; init; }

    /// <summary>The outcome of an answer; none if nobody waits for it any more.</summary>
    public Response? Response { get; init; }
}

internal enum MessageKind : byte
{
    Request = 1,
    Response = 2,
    Cancel = 3,
}
