using System.Collections.Immutable;
using Orleans.Providers.Streams.Common;
using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>One stream: its subscriptions and its numbering.</summary>
internal sealed class StreamChannel(string providerName, StreamId streamId, ImmutableArray<StreamSubscription> implicitSubscriptions)
{
    private ImmutableArray<StreamSubscription> _subscriptions = implicitSubscriptions;
    private long _sequence;

    public StreamId StreamId => streamId;

    public ImmutableArray<StreamSubscription> Subscriptions => _subscriptions;

    public void Add(StreamSubscription subscription) =>
        ImmutableInterlocked.Update(ref _subscriptions, static (list, added) => list.Add(added), subscription);

    public void Remove(StreamSubscription subscription)
    {
        ImmutableInterlocked.Update(ref _subscriptions, static (list, removed) => list.Remove(removed), subscription);
        subscription.Queue.Close();
    }

    public StreamSubscription? Find(Guid subscriptionId) => _subscriptions.FirstOrDefault(subscription => subscription.Id == subscriptionId);

    /// <summary>Publishes items to every subscription. Completes when all have accepted them.</summary>
    public Task Publish<T>(ReadOnlySpan<T> items, StreamSequenceToken? token, Func<T, T> copy)
    {
        var subscriptions = _subscriptions;
        if (subscriptions.IsEmpty || items.IsEmpty)
        {
            return Task.CompletedTask;
        }

        token ??= new EventSequenceTokenV2(Interlocked.Increment(ref _sequence));
        List<Task>? waits = null;
        foreach (var subscription in subscriptions)
        {
            // A copy for each: no consumer sees what the producer or another consumer changes later.
            var copies = new T[items.Length];
            for (var i = 0; i < copies.Length; i++)
            {
                copies[i] = copy(items[i]);
            }

            Collect(subscription.Queue.Enqueue(new StreamDelivery<T>(providerName, streamId, copies, token)), ref waits);
        }

        return Combine(waits);
    }

    public Task Publish(StreamDelivery delivery)
    {
        List<Task>? waits = null;
        foreach (var subscription in _subscriptions)
        {
            Collect(subscription.Queue.Enqueue(delivery), ref waits);
        }

        return Combine(waits);
    }

    private static void Collect(Task accepted, ref List<Task>? waits)
    {
        if (!accepted.IsCompletedSuccessfully)
        {
            (waits ??= []).Add(accepted);
        }
    }

    private static Task Combine(List<Task>? waits) => waits switch
    {
        null => Task.CompletedTask,
        [var only] => only,
        _ => Task.WhenAll(waits),
    };
}
