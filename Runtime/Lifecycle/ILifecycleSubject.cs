namespace Orleans;

/// <summary>A lifecycle that its owner drives.</summary>
public interface ILifecycleSubject : ILifecycleObservable, ILifecycleObserver
{
}
