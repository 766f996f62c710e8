using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>A stream, whatever its items are.</summary>
public interface IAsyncStream
{
    /// <summary>Whether a subscription may begin at an earlier item.</summary>
    bool IsRewindable { get; }

    /// <summary>The provider.</summary>
    string ProviderName { get; }

    /// <summary>The identity.</summary>
    StreamId StreamId { get; }
}

/// <summary>A stream: what is published is delivered to every subscription, in the order it was accepted.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
public interface IAsyncStream<T> :
    IAsyncStream, IEquatable<IAsyncStream<T>>, IComparable<IAsyncStream<T>>, IAsyncObservable<T>, IAsyncBatchObservable<T>, IAsyncBatchProducer<T>
{
    /// <summary>The subscriptions that the calling grain or client has on this stream.</summary>
    /// <returns>Their handles.</returns>
    Task<IList<StreamSubscriptionHandle<T>>> GetAllSubscriptionHandles();
}

/// <summary>Takes items.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
public interface IAsyncObserver<in T>
{
    /// <summary>Takes an item. Publishing waits while a subscription's queue is full; what is accepted is delivered in order.</summary>
    /// <param name="item">The item.</param>
    /// <param name="token">Its place, or <see langword="null"/>.</param>
    Task OnNextAsync(T item, StreamSequenceToken? token = null);

    /// <summary>Takes the end of the stream.</summary>
    Task OnCompletedAsync() => Task.CompletedTask;

    /// <summary>Takes an error: of the producer, or of the delivery.</summary>
    /// <param name="ex">The error.</param>
    Task OnErrorAsync(Exception ex);
}

/// <summary>Takes items in batches.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
public interface IAsyncBatchObserver<T>
{
    /// <summary>Takes items.</summary>
    /// <param name="items">The items.</param>
    Task OnNextAsync(IList<SequentialItem<T>> items);

    /// <summary>Takes the end of the stream.</summary>
    Task OnCompletedAsync() => Task.CompletedTask;

    /// <summary>Takes an error.</summary>
    /// <param name="ex">The error.</param>
    Task OnErrorAsync(Exception ex);
}

/// <summary>Takes items one by one or in batches.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
public interface IAsyncBatchProducer<T> : IAsyncObserver<T>
{
    /// <summary>Publishes items.</summary>
    /// <param name="batch">The items.</param>
    /// <param name="token">The place of the first.</param>
    Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null);
}

/// <summary>Can be subscribed to.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
public interface IAsyncObservable<T>
{
    /// <summary>Subscribes. A grain's subscription outlives its activation; the next one resumes it.</summary>
    /// <param name="observer">Takes the items, in turns of the subscribing grain.</param>
    /// <returns>The handle.</returns>
    Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer);

    /// <summary>Subscribes.</summary>
    /// <param name="observer">Takes the items, in turns of the subscribing grain.</param>
    /// <param name="token">Items before this place are left out.</param>
    /// <param name="filterData">Must be <see langword="null"/>.</param>
    /// <returns>The handle.</returns>
    Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token, string? filterData = null);
}

/// <summary>Can be subscribed to in batches.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
public interface IAsyncBatchObservable<T>
{
    /// <summary>Subscribes.</summary>
    /// <param name="observer">Takes the items.</param>
    /// <returns>The handle.</returns>
    Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer);

    /// <summary>Subscribes.</summary>
    /// <param name="observer">Takes the items.</param>
    /// <param name="token">Items before this place are left out.</param>
    /// <returns>The handle.</returns>
    Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token);
}
