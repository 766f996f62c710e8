using Orleans.Runtime;

namespace Orleans;

/// <summary>What the runtime needs of a grain class; <see cref="Grain"/> implements it.</summary>
public interface IGrainBase
{
    /// <summary>The activation that this object lives in.</summary>
    IGrainContext GrainContext { get; }

    /// <summary>Runs once, before the first call, as a turn of the grain. An exception fails the activation and reaches the callers.</summary>
    /// <param name="token">Cancelled when the activation takes longer than the configured limit.</param>
    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    /// <summary>Runs once, after the last call. There is no promise that it runs: a process may die.</summary>
    /// <param name="reason">Why the activation ends.</param>
    /// <param name="token">Cancelled when the deactivation takes longer than the configured limit.</param>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}
