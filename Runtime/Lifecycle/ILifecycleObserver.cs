namespace Orleans;

/// <summary>Takes part in one stage of a lifecycle.</summary>
public interface ILifecycleObserver
{
    /// <summary>Runs when the stage starts.</summary>
    /// <param name="cancellationToken">Cancels the start.</param>
    Task OnStart(CancellationToken cancellationToken = default);

    /// <summary>Runs when the stage stops.</summary>
    /// <param name="cancellationToken">Cuts the stop short.</param>
    Task OnStop(CancellationToken cancellationToken = default);
}
