namespace Orleans;

/// <summary>A component that subscribes itself to a lifecycle.</summary>
/// <typeparam name="TLifecycleObservable">The lifecycle.</typeparam>
public interface ILifecycleParticipant<TLifecycleObservable>
    where TLifecycleObservable : ILifecycleObservable
{
    /// <summary>Subscribes to the stages the component takes part in.</summary>
    /// <param name="lifecycle">The lifecycle.</param>
    void Participate(TLifecycleObservable lifecycle);
}
