using Orleans.Core;
using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>A state that is read as part of the activation, before the grain's own code runs.</summary>
internal sealed class PersistentState<TState> : StateStorageBridge<TState>, IPersistentState<TState>, ILifecycleObserver
{
    public PersistentState(string stateName, IGrainContext context, IGrainStorage storage)
        : base(stateName, context, storage) =>
        context.ObservableLifecycle.Subscribe($"PersistentState {stateName}", GrainLifecycleStage.SetupState, this);

    public Task OnStart(CancellationToken cancellationToken = default) =>
        IsRead || cancellationToken.IsCancellationRequested ? Task.CompletedTask : ReadStateAsync(cancellationToken);

    public Task OnStop(CancellationToken cancellationToken = default) => Task.CompletedTask;
}
