using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>A subscription: what it is of, where its items go, and those that wait.</summary>
internal sealed class StreamSubscription
{
    public StreamSubscription(Guid id, string providerName, StreamId streamId, bool isImplicit, IStreamConsumer consumer, StreamDeliveryOptions options)
    {
        Id = id;
        ProviderName = providerName;
        StreamId = streamId;
        IsImplicit = isImplicit;
        Consumer = consumer;
        Queue = new SubscriptionQueue(this, options);
    }

    public Guid Id { get; }

    public string ProviderName { get; }

    public StreamId StreamId { get; }

    /// <summary>Whether it follows from the grain class, and so cannot be ended.</summary>
    public bool IsImplicit { get; }

    public IStreamConsumer Consumer { get; }

    public SubscriptionQueue Queue { get; }

    /// <summary>The subscribing grain, if a grain subscribed.</summary>
    public GrainId? GrainId => (Consumer as GrainStreamConsumer)?.GrainId;
}
