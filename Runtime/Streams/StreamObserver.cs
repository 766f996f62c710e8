using Orleans.Providers.Streams.Common;

namespace Orleans.Streams;

/// <summary>An observer, whatever its items are.</summary>
internal abstract class StreamObserver
{
    public abstract Task Deliver<TItem>(StreamDelivery<TItem> delivery);

    public abstract Task Complete();

    public abstract Task Fail(Exception exception);

    /// <summary>The places of the items of a delivery that come no earlier than a given place, with the items.</summary>
    protected static IEnumerable<(TItem Item, StreamSequenceToken Token)> From<TItem>(StreamDelivery<TItem> delivery, StreamSequenceToken? first)
    {
        for (var i = 0; i < delivery.Items.Length; i++)
        {
            var token = i == 0 ? delivery.Token : new EventSequenceTokenV2(delivery.Token.SequenceNumber, delivery.Token.EventIndex + i);
            if (first is null || token.CompareTo(first) >= 0)
            {
                yield return (delivery.Items[i], token);
            }
        }
    }

    /// <summary>An item as the observer's type; the producer may have published a derived one.</summary>
    protected static T As<TItem, T>(TItem item) => item is T typed ? typed
        : item is null ? default!
        : throw new InvalidCastException($"The stream brought a {item.GetType()}, where the subscription expects a {typeof(T)}.");
}

/// <summary>Takes items one by one.</summary>
internal sealed class SingleObserver<T>(IAsyncObserver<T> observer, StreamSequenceToken? first) : StreamObserver
{
    public override async Task Deliver<TItem>(StreamDelivery<TItem> delivery)
    {
        foreach (var (item, token) in From(delivery, first))
        {
            await observer.OnNextAsync(As<TItem, T>(item), token).ConfigureAwait(true);
        }
    }

    public override Task Complete() => observer.OnCompletedAsync();

    public override Task Fail(Exception exception) => observer.OnErrorAsync(exception);
}

/// <summary>Takes items in the batches they were published in.</summary>
internal sealed class BatchObserver<T>(IAsyncBatchObserver<T> observer, StreamSequenceToken? first) : StreamObserver
{
    public override Task Deliver<TItem>(StreamDelivery<TItem> delivery)
    {
        var items = From(delivery, first).Select(entry => new SequentialItem<T>(As<TItem, T>(entry.Item), entry.Token)).ToList();
        return items.Count == 0 ? Task.CompletedTask : observer.OnNextAsync(items);
    }

    public override Task Complete() => observer.OnCompletedAsync();

    public override Task Fail(Exception exception) => observer.OnErrorAsync(exception);
}
