using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>Where the items of a subscription go.</summary>
internal interface IStreamConsumer
{
    Task Deliver<T>(StreamSubscription subscription, StreamDelivery<T> delivery);

    Task Complete(StreamSubscription subscription);

    Task Fail(StreamSubscription subscription, Exception exception);
}

/// <summary>A grain.</summary>
internal sealed class GrainStreamConsumer(GrainId grainId, IStreamConsumerExtension extension) : IStreamConsumer
{
    public GrainId GrainId => grainId;

    public Task Deliver<T>(StreamSubscription subscription, StreamDelivery<T> delivery) => extension.Deliver(subscription.Id, delivery);

    public Task Complete(StreamSubscription subscription) => extension.Complete(subscription.Id, subscription.ProviderName, subscription.StreamId);

    public Task Fail(StreamSubscription subscription, Exception exception) =>
        extension.Fail(subscription.Id, subscription.ProviderName, subscription.StreamId, exception);
}

/// <summary>An observer of this process that is no grain.</summary>
internal sealed class LocalStreamConsumer(StreamObserver observer) : IStreamConsumer
{
    public StreamObserver Observer { get; set; } = observer;

    public Task Deliver<T>(StreamSubscription subscription, StreamDelivery<T> delivery) => Observer.Deliver(delivery);

    public Task Complete(StreamSubscription subscription) => Observer.Complete();

    public Task Fail(StreamSubscription subscription, Exception exception) => Observer.Fail(exception);
}
