namespace Orleans.Streams;

/// <summary>Subscriptions in batches with delegates.</summary>
public static class AsyncBatchObservableExtensions
{
    /// <summary>Subscribes with delegates.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="obs">The stream.</param>
    /// <param name="onNextAsync">Takes the items.</param>
    /// <param name="onErrorAsync">Takes an error.</param>
    /// <param name="onCompletedAsync">Takes the end.</param>
    /// <returns>The handle.</returns>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncBatchObservable<T> obs,
        Func<IList<SequentialItem<T>>, Task> onNextAsync,
        Func<Exception, Task> onErrorAsync,
        Func<Task> onCompletedAsync) =>
        obs.SubscribeAsync(new DelegateBatchObserver<T>(onNextAsync, onErrorAsync, onCompletedAsync));

    /// <summary>Subscribes with delegates.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="obs">The stream.</param>
    /// <param name="onNextAsync">Takes the items.</param>
    /// <param name="onErrorAsync">Takes an error.</param>
    /// <returns>The handle.</returns>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncBatchObservable<T> obs,
        Func<IList<SequentialItem<T>>, Task> onNextAsync,
        Func<Exception, Task> onErrorAsync) =>
        obs.SubscribeAsync(new DelegateBatchObserver<T>(onNextAsync, onErrorAsync, null));

    /// <summary>Subscribes with delegates.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="obs">The stream.</param>
    /// <param name="onNextAsync">Takes the items.</param>
    /// <param name="onCompletedAsync">Takes the end.</param>
    /// <returns>The handle.</returns>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncBatchObservable<T> obs,
        Func<IList<SequentialItem<T>>, Task> onNextAsync,
        Func<Task> onCompletedAsync) =>
        obs.SubscribeAsync(new DelegateBatchObserver<T>(onNextAsync, null, onCompletedAsync));

    /// <summary>Subscribes with delegates.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="obs">The stream.</param>
    /// <param name="onNextAsync">Takes the items.</param>
    /// <returns>The handle.</returns>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncBatchObservable<T> obs,
        Func<IList<SequentialItem<T>>, Task> onNextAsync) =>
        obs.SubscribeAsync(new DelegateBatchObserver<T>(onNextAsync, null, null));
}
