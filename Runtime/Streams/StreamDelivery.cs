using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>What one act of publishing brings to one subscription: items, the end, or an error.</summary>
[GenerateSerializer]
internal abstract class StreamDelivery
{
    /// <summary>Hands it to a consumer.</summary>
    public abstract Task DeliverTo(IStreamConsumer consumer, StreamSubscription subscription);
}

/// <summary>Items that were published together.</summary>
[GenerateSerializer, Immutable]
internal sealed class StreamDelivery<T>(string providerName, StreamId streamId, T[] items, StreamSequenceToken token) : StreamDelivery
{
    [Id(0)]
    public string ProviderName { get; } = providerName;

    [Id(1)]
    public StreamId StreamId { get; } = streamId;

    [Id(2)]
    public T[] Items { get; } = items;

    /// <summary>The place of the first item.</summary>
    [Id(3)]
    public StreamSequenceToken Token { get; } = token;

    public override Task DeliverTo(IStreamConsumer consumer, StreamSubscription subscription) => consumer.Deliver(subscription, this);
}

/// <summary>The end of a stream.</summary>
internal sealed class StreamCompletion : StreamDelivery
{
    public override Task DeliverTo(IStreamConsumer consumer, StreamSubscription subscription) => consumer.Complete(subscription);
}

/// <summary>An error of the producer.</summary>
internal sealed class StreamFailure(Exception exception) : StreamDelivery
{
    public override Task DeliverTo(IStreamConsumer consumer, StreamSubscription subscription) => consumer.Fail(subscription, exception);
}
