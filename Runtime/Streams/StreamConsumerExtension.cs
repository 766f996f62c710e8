using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Streams.Core;

namespace Orleans.Streams;

/// <summary>The observers of one activation, by subscription.</summary>
internal sealed partial class StreamConsumerExtension(IGrainContext context, ILogger<StreamConsumerExtension> logger) : IStreamConsumerExtension
{
    private readonly Dictionary<Guid, StreamObserver> _observers = [];

    public void Set(Guid subscriptionId, StreamObserver observer) => _observers[subscriptionId] = observer;

    public void Remove(Guid subscriptionId) => _observers.Remove(subscriptionId);

    public async Task Deliver<T>(Guid subscriptionId, StreamDelivery<T> delivery)
    {
        if (await Find(subscriptionId, delivery.ProviderName, delivery.StreamId).ConfigureAwait(true) is { } observer)
        {
            await observer.Deliver(delivery).ConfigureAwait(true);
        }
    }

    public async Task Complete(Guid subscriptionId, string providerName, StreamId streamId)
    {
        if (await Find(subscriptionId, providerName, streamId).ConfigureAwait(true) is { } observer)
        {
            await observer.Complete().ConfigureAwait(true);
        }
    }

    public async Task Fail(Guid subscriptionId, string providerName, StreamId streamId, Exception exception)
    {
        if (await Find(subscriptionId, providerName, streamId).ConfigureAwait(true) is { } observer)
        {
            await observer.Fail(exception).ConfigureAwait(true);
        }
    }

    private async ValueTask<StreamObserver?> Find(Guid subscriptionId, string providerName, StreamId streamId)
    {
        if (_observers.TryGetValue(subscriptionId, out var observer))
        {
            return observer;
        }

        if (context.GrainInstance is IStreamSubscriptionObserver grain)
        {
            var provider = context.ActivationServices.GetRequiredKeyedService<IStreamProvider>(providerName);
            await grain.OnSubscribed(((MemoryStreamProvider)provider).CreateHandleFactory(streamId, subscriptionId)).ConfigureAwait(true);
            if (_observers.TryGetValue(subscriptionId, out observer))
            {
                return observer;
            }
        }

        LogNoObserver(context.GrainId, streamId, subscriptionId);
        return null;
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Grain {GrainId} has a subscription to stream {StreamId} but no observer for it, so that an item is dropped. Resume the subscription {SubscriptionId} in OnActivateAsync, or implement IStreamSubscriptionObserver.")]
    private partial void LogNoObserver(GrainId grainId, StreamId streamId, Guid subscriptionId);
}
