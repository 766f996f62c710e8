using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>Access to one stream of a <see cref="MemoryStreamProvider"/>.</summary>
internal sealed class MemoryStream<T>(MemoryStreamProvider provider, StreamId streamId) : IAsyncStream<T>
{
    private StreamChannel? _channel;

    public bool IsRewindable => provider.IsRewindable;

    public string ProviderName => provider.Name;

    public StreamId StreamId => streamId;

    private StreamChannel Channel => _channel ??= provider.Channel(streamId);

    public Task OnNextAsync(T item, StreamSequenceToken? token = null) => Channel.Publish(new ReadOnlySpan<T>(in item), token, provider.Copy);

    public Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return Channel.Publish<T>(batch.ToArray(), token, provider.Copy);
    }

    public Task OnCompletedAsync() => Channel.Publish(new StreamCompletion());

    public Task OnErrorAsync(Exception ex)
    {
        ArgumentNullException.ThrowIfNull(ex);
        return Channel.Publish(new StreamFailure(ex));
    }

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer) => SubscribeAsync(observer, null);

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token, string? filterData = null)
    {
        ArgumentNullException.ThrowIfNull(observer);
        if (filterData is not null)
        {
            throw new NotSupportedException($"{nameof(filterData)} is '{filterData}'; memory streams have no filters.");
        }

        return Subscribe(new SingleObserver<T>(observer, token));
    }

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer) => SubscribeAsync(observer, null);

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return Subscribe(new BatchObserver<T>(observer, token));
    }

    public Task<IList<StreamSubscriptionHandle<T>>> GetAllSubscriptionHandles()
    {
        var subscriber = RuntimeContext.Current?.GrainId;
        IList<StreamSubscriptionHandle<T>> handles =
        [
            .. Channel.Subscriptions
                .Where(subscription => subscription.GrainId == subscriber)
                .Select(subscription => new MemoryStreamHandle<T>(provider, subscription)),
        ];
        return Task.FromResult(handles);
    }

    public bool Equals(IAsyncStream<T>? other) => other is not null && other.StreamId == streamId && other.ProviderName == ProviderName;

    public override bool Equals(object? obj) => Equals(obj as IAsyncStream<T>);

    public override int GetHashCode() => HashCode.Combine(ProviderName, streamId);

    public int CompareTo(IAsyncStream<T>? other) => other is null ? 1 : streamId.CompareTo(other.StreamId);

    public override string ToString() => $"{ProviderName}:{streamId}";

    private Task<StreamSubscriptionHandle<T>> Subscribe(StreamObserver observer) =>
        Task.FromResult<StreamSubscriptionHandle<T>>(
            new MemoryStreamHandle<T>(provider, provider.Subscribe(streamId, RuntimeContext.Current, observer)));
}
