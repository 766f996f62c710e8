using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>A subscription to a stream of a <see cref="MemoryStreamProvider"/>.</summary>
internal sealed class MemoryStreamHandle<T>(MemoryStreamProvider provider, StreamSubscription subscription) : StreamSubscriptionHandle<T>
{
    public override StreamId StreamId => subscription.StreamId;

    public override string ProviderName => provider.Name;

    public override Guid HandleId => subscription.Id;

    public override Task UnsubscribeAsync()
    {
        provider.Unsubscribe(subscription);
        return Task.CompletedTask;
    }

    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return Resume(new SingleObserver<T>(observer, token));
    }

    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token = null)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return Resume(new BatchObserver<T>(observer, token));
    }

    public override bool Equals(StreamSubscriptionHandle<T>? other) => other is not null && other.HandleId == HandleId;

    private Task<StreamSubscriptionHandle<T>> Resume(StreamObserver observer)
    {
        MemoryStreamProvider.Resume(subscription, observer);
        return Task.FromResult<StreamSubscriptionHandle<T>>(this);
    }
}
