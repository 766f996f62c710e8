using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Streams.Core;

namespace Orleans.Streams;

/// <summary>
/// Streams within the process. Subscriptions and what waits in them end with it. Delivery is pushed: an item reaches an idle
/// consumer right after the turn that published it.
/// </summary>
internal sealed class MemoryStreamProvider : IStreamProvider
{
    private readonly ConcurrentDictionary<StreamId, StreamChannel> _channels = new();
    private readonly CallRuntime _calls;
    private readonly ImplicitSubscriptions? _implicitSubscriptions;
    private readonly StreamDeliveryOptions _options;
    private readonly Serializer? _serializer;

    public MemoryStreamProvider(IServiceProvider services, string name)
    {
        Name = name;
        _calls = services.GetRequiredService<CallRuntime>();
        _options = new StreamDeliveryOptions(
            services.GetRequiredService<IOptionsMonitor<SimpleQueueCacheOptions>>().Get(name).CacheSize,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILoggerFactory>().CreateLogger($"Orleans.Streams.{name}"));
        _implicitSubscriptions =
            services.GetRequiredService<IOptionsMonitor<StreamPubSubOptions>>().Get(name).PubSubType == StreamPubSubType.ExplicitGrainBasedOnly
                ? null
                : services.GetRequiredService<ImplicitSubscriptions>();
        _serializer = services.GetService<IMessageTransport>() is LoopbackTransport ? services.GetRequiredService<Serializer>() : null;
    }

    public string Name { get; }

    public bool IsRewindable => false;

    public IAsyncStream<T> GetStream<T>(StreamId streamId) => new MemoryStream<T>(this, streamId);

    public StreamChannel Channel(StreamId streamId) => _channels.TryGetValue(streamId, out var channel) ? channel : _channels.GetOrAdd(streamId, Create);

    /// <summary>A copy for a consumer; through its bytes if serialisation is forced.</summary>
    public T Copy<T>(T item) => _serializer is null ? _calls.Copier.Copy(item) : _serializer.Deserialize<T>(_serializer.SerializeToArray(item));

    public StreamSubscription Subscribe(StreamId streamId, IGrainContext? subscriber, StreamObserver observer)
    {
        var channel = Channel(streamId);
        if (subscriber is null)
        {
            var local = CreateSubscription(Guid.NewGuid(), streamId, isImplicit: false, new LocalStreamConsumer(observer));
            channel.Add(local);
            return local;
        }

        // A grain that its class subscribes already only sets the observer.
        var subscription = channel.Subscriptions.FirstOrDefault(existing => existing.IsImplicit && existing.GrainId == subscriber.GrainId);
        if (subscription is null)
        {
            subscription = CreateSubscription(Guid.NewGuid(), streamId, isImplicit: false, CreateConsumer(subscriber.GrainId));
            ExtensionOf(subscriber).Set(subscription.Id, observer);
            channel.Add(subscription);
        }
        else
        {
            ExtensionOf(subscriber).Set(subscription.Id, observer);
        }

        return subscription;
    }

    public static void Resume(StreamSubscription subscription, StreamObserver observer)
    {
        if (subscription.Consumer is LocalStreamConsumer local)
        {
            local.Observer = observer;
        }
        else
        {
            ExtensionOf(SubscriberOf(subscription)).Set(subscription.Id, observer);
        }
    }

    public void Unsubscribe(StreamSubscription subscription)
    {
        if (subscription.GrainId is not null && RuntimeContext.Current is { } context && context.GrainId == subscription.GrainId)
        {
            ExtensionOf(context).Remove(subscription.Id);
        }

        if (!subscription.IsImplicit)
        {
            Channel(subscription.StreamId).Remove(subscription);
        }
    }

    public IStreamSubscriptionHandleFactory CreateHandleFactory(StreamId streamId, Guid subscriptionId) => new HandleFactory(this, streamId, subscriptionId);

    private StreamChannel Create(StreamId streamId) => new(
        Name,
        streamId,
        [.. _implicitSubscriptions?.SubscribersOf(Name, streamId).Select(
            subscriber => CreateSubscription(subscriber.SubscriptionId, streamId, isImplicit: true, CreateConsumer(subscriber.GrainId))) ?? []]);

    private StreamSubscription CreateSubscription(Guid id, StreamId streamId, bool isImplicit, IStreamConsumer consumer) =>
        new(id, Name, streamId, isImplicit, consumer, _options);

    private GrainStreamConsumer CreateConsumer(GrainId grainId) =>
        new(grainId, (IStreamConsumerExtension)(object)_calls.References.Create(grainId, typeof(IStreamConsumerExtension)));

    private static StreamConsumerExtension ExtensionOf(IGrainContext context) =>
        (StreamConsumerExtension)context.GetComponent(typeof(IStreamConsumerExtension))!;

    private static IGrainContext SubscriberOf(StreamSubscription subscription) =>
        RuntimeContext.Current is { } context && context.GrainId == subscription.GrainId
            ? context
            : throw new InvalidOperationException($"Only grain {subscription.GrainId} can resume its subscription {subscription.Id}, in one of its turns.");

    private sealed class HandleFactory(MemoryStreamProvider provider, StreamId streamId, Guid subscriptionId) : IStreamSubscriptionHandleFactory
    {
        public StreamId StreamId => streamId;

        public string ProviderName => provider.Name;

        public GuidId SubscriptionId { get; } = GuidId.GetGuidId(subscriptionId);

        public StreamSubscriptionHandle<T> Create<T>() => new MemoryStreamHandle<T>(
            provider,
            provider.Channel(streamId).Find(subscriptionId) ?? throw new InvalidOperationException($"Subscription {subscriptionId} has ended."));
    }
}
