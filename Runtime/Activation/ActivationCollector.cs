using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <summary>Deactivates what has not been used for a while.</summary>
internal sealed partial class ActivationCollector(Catalog catalog, TimeProvider timeProvider, ILogger<ActivationCollector> logger) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private readonly DeactivationReason _idle = new(DeactivationReasonCode.ActivationIdle, "No call arrived within the collection age.");
    private ITimer? _timer;

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe<ActivationCollector>(
            ServiceLifecycleStage.RuntimeServices,
            _ =>
            {
                var quantum = catalog.Collection.CollectionQuantum;
                _timer = timeProvider.CreateTimer(static state => ((ActivationCollector)state!).Collect(null), this, quantum, quantum);
                return Task.CompletedTask;
            },
            _ =>
            {
                Dispose();
                return Task.CompletedTask;
            });

    public void Dispose() => _timer?.Dispose();

    /// <summary>Deactivates the grains that were idle for an age.</summary>
    /// <param name="age">The age; <see langword="null"/> for that of each class.</param>
    /// <returns>The deactivations.</returns>
    public List<Task> Collect(TimeSpan? age)
    {
        catalog.ReadClock();
        List<Task> ending = [];
        foreach (var activation in catalog.Activations)
        {
            if ((age ?? activation.Class.CollectionAge) is { } limit && IsStale(activation, limit))
            {
                activation.Deactivate(_idle);
                ending.Add(activation.Deactivated);
            }
        }

        if (ending.Count > 0)
        {
            LogCollected(ending.Count);
        }

        return ending;
    }

    private bool IsStale(Activation activation, TimeSpan age) =>
        activation.State == ActivationState.Valid
        && activation.IsIdle
        && activation.KeepAliveUntil <= catalog.CoarseTimestamp
        && catalog.SinceCoarse(activation.LastUse) >= age;

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Count} idle activations are collected.")]
    private partial void LogCollected(int count);
}
