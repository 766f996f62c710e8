namespace Orleans;

/// <summary>A lifecycle of ordered stages: started in ascending, stopped in descending order.</summary>
public interface ILifecycleObservable
{
    /// <summary>Subscribes to a stage.</summary>
    /// <param name="observerName">A name for logs.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="observer">The observer.</param>
    /// <returns>Ends the subscription when disposed.</returns>
    IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer);
}
