namespace Orleans.Streams;

/// <summary>Resumption of subscriptions with delegates.</summary>
public static class StreamSubscriptionHandleExtensions
{
    /// <summary>Sets the observer anew with delegates.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="handle">The subscription.</param>
    /// <param name="onNextAsync">Takes the items.</param>
    /// <param name="onErrorAsync">Takes an error.</param>
    /// <param name="onCompletedAsync">Takes the end.</param>
    /// <param name="token">Items before this place are left out.</param>
    /// <returns>The handle.</returns>
    public static Task<StreamSubscriptionHandle<T>> ResumeAsync<T>(
        this StreamSubscriptionHandle<T> handle,
        Func<T, StreamSequenceToken?, Task> onNextAsync,
        Func<Exception, Task> onErrorAsync,
        Func<Task> onCompletedAsync,
        StreamSequenceToken? token = null) =>
        handle.ResumeAsync(new DelegateObserver<T>(onNextAsync, onErrorAsync, onCompletedAsync), token);

    /// <summary>Sets the observer anew with delegates.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="handle">The subscription.</param>
    /// <param name="onNextAsync">Takes the items.</param>
    /// <param name="onErrorAsync">Takes an error.</param>
    /// <param name="token">Items before this place are left out.</param>
    /// <returns>The handle.</returns>
    public static Task<StreamSubscriptionHandle<T>> ResumeAsync<T>(
        this StreamSubscriptionHandle<T> handle,
        Func<T, StreamSequenceToken?, Task> onNextAsync,
        Func<Exception, Task> onErrorAsync,
        StreamSequenceToken? token = null) =>
        handle.ResumeAsync(new DelegateObserver<T>(onNextAsync, onErrorAsync, null), token);

    /// <summary>Sets the observer anew with delegates.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="handle">The subscription.</param>
    /// <param name="onNextAsync">Takes the items.</param>
    /// <param name="onCompletedAsync">Takes the end.</param>
    /// <param name="token">Items before this place are left out.</param>
    /// <returns>The handle.</returns>
    public static Task<StreamSubscriptionHandle<T>> ResumeAsync<T>(
        this StreamSubscriptionHandle<T> handle,
        Func<T, StreamSequenceToken?, Task> onNextAsync,
        Func<Task> onCompletedAsync,
        StreamSequenceToken? token = null) =>
        handle.ResumeAsync(new DelegateObserver<T>(onNextAsync, null, onCompletedAsync), token);

    /// <summary>Sets the observer anew with delegates.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="handle">The subscription.</param>
    /// <param name="onNextAsync">Takes the items.</param>
    /// <param name="token">Items before this place are left out.</param>
    /// <returns>The handle.</returns>
    public static Task<StreamSubscriptionHandle<T>> ResumeAsync<T>(
        this StreamSubscriptionHandle<T> handle,
        Func<T, StreamSequenceToken?, Task> onNextAsync,
        StreamSequenceToken? token = null) =>
        handle.ResumeAsync(new DelegateObserver<T>(onNextAsync, null, null), token);

    /// <summary>Sets the observer anew with delegates.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="handle">The subscription.</param>
    /// <param name="onNextAsync">Takes the items.</param>
    /// <param name="onErrorAsync">Takes an error.</param>
    /// <param name="onCompletedAsync">Takes the end.</param>
    /// <param name="token">Items before this place are left out.</param>
    /// <returns>The handle.</returns>
    public static Task<StreamSubscriptionHandle<T>> ResumeAsync<T>(
        this StreamSubscriptionHandle<T> handle,
        Func<IList<SequentialItem<T>>, Task> onNextAsync,
        Func<Exception, Task> onErrorAsync,
        Func<Task> onCompletedAsync,
        StreamSequenceToken? token = null) =>
        handle.ResumeAsync(new DelegateBatchObserver<T>(onNextAsync, onErrorAsync, onCompletedAsync), token);

    /// <summary>Sets the observer anew with delegates.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="handle">The subscription.</param>
    /// <param name="onNextAsync">Takes the items.</param>
    /// <param name="onErrorAsync">Takes an error.</param>
    /// <param name="token">Items before this place are left out.</param>
    /// <returns>The handle.</returns>
    public static Task<StreamSubscriptionHandle<T>> ResumeAsync<T>(
        this StreamSubscriptionHandle<T> handle,
        Func<IList<SequentialItem<T>>, Task> onNextAsync,
        Func<Exception, Task> onErrorAsync,
        StreamSequenceToken? token = null) =>
        handle.ResumeAsync(new DelegateBatchObserver<T>(onNextAsync, onErrorAsync, null), token);

    /// <summary>Sets the observer anew with delegates.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="handle">The subscription.</param>
    /// <param name="onNextAsync">Takes the items.</param>
    /// <param name="onCompletedAsync">Takes the end.</param>
    /// <param name="token">Items before this place are left out.</param>
    /// <returns>The handle.</returns>
    public static Task<StreamSubscriptionHandle<T>> ResumeAsync<T>(
        this StreamSubscriptionHandle<T> handle,
        Func<IList<SequentialItem<T>>, Task> onNextAsync,
        Func<Task> onCompletedAsync,
        StreamSequenceToken? token = null) =>
        handle.ResumeAsync(new DelegateBatchObserver<T>(onNextAsync, null, onCompletedAsync), token);

    /// <summary>Sets the observer anew with delegates.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="handle">The subscription.</param>
    /// <param name="onNextAsync">Takes the items.</param>
    /// <param name="token">Items before this place are left out.</param>
    /// <returns>The handle.</returns>
    public static Task<StreamSubscriptionHandle<T>> ResumeAsync<T>(
        this StreamSubscriptionHandle<T> handle,
        Func<IList<SequentialItem<T>>, Task> onNextAsync,
        StreamSequenceToken? token = null) =>
        handle.ResumeAsync(new DelegateBatchObserver<T>(onNextAsync, null, null), token);
}
