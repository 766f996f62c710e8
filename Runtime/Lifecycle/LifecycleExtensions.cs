namespace Orleans;

/// <summary>Subscriptions to a lifecycle with delegates.</summary>
public static class LifecycleExtensions
{
    /// <summary>Subscribes a start and a stop action.</summary>
    /// <param name="observable">The lifecycle.</param>
    /// <param name="observerName">A name for logs.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="onStart">Runs when the stage starts.</param>
    /// <param name="onStop">Runs when the stage stops.</param>
    /// <returns>Ends the subscription when disposed.</returns>
    public static IDisposable Subscribe(
        this ILifecycleObservable observable,
        string observerName,
        int stage,
        Func<CancellationToken, Task> onStart,
        Func<CancellationToken, Task>? onStop)
    {
        ArgumentNullException.ThrowIfNull(observable);
        ArgumentNullException.ThrowIfNull(onStart);
        return observable.Subscribe(observerName, stage, new DelegateObserver(onStart, onStop));
    }

    /// <summary>Subscribes a start action.</summary>
    /// <param name="observable">The lifecycle.</param>
    /// <param name="observerName">A name for logs.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="onStart">Runs when the stage starts.</param>
    /// <returns>Ends the subscription when disposed.</returns>
    public static IDisposable Subscribe(
        this ILifecycleObservable observable, string observerName, int stage, Func<CancellationToken, Task> onStart) =>
        observable.Subscribe(observerName, stage, onStart, null);

    /// <summary>Subscribes an observer under the name of a type.</summary>
    /// <typeparam name="TObserver">The type that names it in logs.</typeparam>
    /// <param name="observable">The lifecycle.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="observer">The observer.</param>
    /// <returns>Ends the subscription when disposed.</returns>
    public static IDisposable Subscribe<TObserver>(this ILifecycleObservable observable, int stage, ILifecycleObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observable);
        return observable.Subscribe(typeof(TObserver).Name, stage, observer);
    }

    /// <summary>Subscribes a start and a stop action under the name of a type.</summary>
    /// <typeparam name="TObserver">The type that names it in logs.</typeparam>
    /// <param name="observable">The lifecycle.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="onStart">Runs when the stage starts.</param>
    /// <param name="onStop">Runs when the stage stops.</param>
    /// <returns>Ends the subscription when disposed.</returns>
    public static IDisposable Subscribe<TObserver>(
        this ILifecycleObservable observable, int stage, Func<CancellationToken, Task> onStart, Func<CancellationToken, Task>? onStop) =>
        observable.Subscribe(typeof(TObserver).Name, stage, onStart, onStop);

    /// <summary>Subscribes a start action under the name of a type.</summary>
    /// <typeparam name="TObserver">The type that names it in logs.</typeparam>
    /// <param name="observable">The lifecycle.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="onStart">Runs when the stage starts.</param>
    /// <returns>Ends the subscription when disposed.</returns>
    public static IDisposable Subscribe<TObserver>(this ILifecycleObservable observable, int stage, Func<CancellationToken, Task> onStart) =>
        observable.Subscribe(typeof(TObserver).Name, stage, onStart, null);

    /// <summary>Subscribes an observer under the name of its type.</summary>
    /// <param name="observable">The lifecycle.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="observer">The observer.</param>
    /// <returns>Ends the subscription when disposed.</returns>
    public static IDisposable Subscribe(this ILifecycleObservable observable, int stage, ILifecycleObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observable);
        ArgumentNullException.ThrowIfNull(observer);
        return observable.Subscribe(observer.GetType().Name, stage, observer);
    }

    private sealed class DelegateObserver(Func<CancellationToken, Task> onStart, Func<CancellationToken, Task>? onStop) : ILifecycleObserver
    {
        public Task OnStart(CancellationToken cancellationToken = default) => onStart(cancellationToken);

        public Task OnStop(CancellationToken cancellationToken = default) => onStop?.Invoke(cancellationToken) ?? Task.CompletedTask;
    }
}
