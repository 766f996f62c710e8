namespace Orleans.Streams;

/// <summary>Subscriptions with delegates.</summary>
public static class AsyncObservableExtensions
{
    /// <summary>Subscribes with delegates.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="obs">The stream.</param>
    /// <param name="onNextAsync">Takes the items.</param>
    /// <param name="onErrorAsync">Takes an error.</param>
    /// <param name="onCompletedAsync">Takes the end.</param>
    /// <returns>The handle.</returns>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncObservable<T> obs,
        Func<T, StreamSequenceToken?, Task> onNextAsync,
        Func<Exception, Task> onErrorAsync,
        Func<Task> onCompletedAsync) =>
        obs.SubscribeAsync(new DelegateObserver<T>(onNextAsync, onErrorAsync, onCompletedAsync));

    /// <summary>Subscribes with delegates.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="obs">The stream.</param>
    /// <param name="onNextAsync">Takes the items.</param>
    /// <param name="onErrorAsync">Takes an error.</param>
    /// <returns>The handle.</returns>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncObservable<T> obs,
        Func<T, StreamSequenceToken?, Task> onNextAsync,
        Func<Exception, Task> onErrorAsync) =>
        obs.SubscribeAsync(new DelegateObserver<T>(onNextAsync, onErrorAsync, null));

    /// <summary>Subscribes with delegates.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="obs">The stream.</param>
    /// <param name="onNextAsync">Takes the items.</param>
    /// <param name="onCompletedAsync">Takes the end.</param>
    /// <returns>The handle.</returns>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncObservable<T> obs,
        Func<T, StreamSequenceToken?, Task> onNextAsync,
        Func<Task> onCompletedAsync) =>
        obs.SubscribeAsync(new DelegateObserver<T>(onNextAsync, null, onCompletedAsync));

    /// <summary>Subscribes with delegates.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="obs">The stream.</param>
    /// <param name="onNextAsync">Takes the items.</param>
    /// <returns>The handle.</returns>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncObservable<T> obs,
        Func<T, StreamSequenceToken?, Task> onNextAsync) =>
        obs.SubscribeAsync(new DelegateObserver<T>(onNextAsync, null, null));

    /// <summary>Subscribes with delegates.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="obs">The stream.</param>
    /// <param name="onNextAsync">Takes the items.</param>
    /// <param name="onErrorAsync">Takes an error.</param>
    /// <param name="onCompletedAsync">Takes the end.</param>
    /// <param name="token">Items before this place are left out.</param>
    /// <returns>The handle.</returns>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncObservable<T> obs,
        Func<T, StreamSequenceToken?, Task> onNextAsync,
        Func<Exception, Task> onErrorAsync,
        Func<Task> onCompletedAsync,
        StreamSequenceToken? token) =>
        obs.SubscribeAsync(new DelegateObserver<T>(onNextAsync, onErrorAsync, onCompletedAsync), token);

    /// <summary>Subscribes with delegates.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="obs">The stream.</param>
    /// <param name="onNextAsync">Takes the items.</param>
    /// <param name="onErrorAsync">Takes an error.</param>
    /// <param name="token">Items before this place are left out.</param>
    /// <returns>The handle.</returns>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncObservable<T> obs,
        Func<T, StreamSequenceToken?, Task> onNextAsync,
        Func<Exception, Task> onErrorAsync,
        StreamSequenceToken? token) =>
        obs.SubscribeAsync(new DelegateObserver<T>(onNextAsync, onErrorAsync, null), token);

    /// <summary>Subscribes with delegates.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="obs">The stream.</param>
    /// <param name="onNextAsync">Takes the items.</param>
    /// <param name="onCompletedAsync">Takes the end.</param>
    /// <param name="token">Items before this place are left out.</param>
    /// <returns>The handle.</returns>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncObservable<T> obs,
        Func<T, StreamSequenceToken?, Task> onNextAsync,
        Func<Task> onCompletedAsync,
        StreamSequenceToken? token) =>
        obs.SubscribeAsync(new DelegateObserver<T>(onNextAsync, null, onCompletedAsync), token);

    /// <summary>Subscribes with delegates.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="obs">The stream.</param>
    /// <param name="onNextAsync">Takes the items.</param>
    /// <param name="token">Items before this place are left out.</param>
    /// <returns>The handle.</returns>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncObservable<T> obs,
        Func<T, StreamSequenceToken?, Task> onNextAsync,
        StreamSequenceToken? token) =>
        obs.SubscribeAsync(new DelegateObserver<T>(onNextAsync, null, null), token);
}
