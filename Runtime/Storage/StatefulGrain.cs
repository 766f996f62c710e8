using System.Reflection;

using Microsoft.Extensions.DependencyInjection;

using Orleans.Core;
using Orleans.Providers;
using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans;

/// <summary>
/// A grain with one state, kept in the default storage or the one that <see cref="StorageProviderAttribute"/> names. The
/// state is read before <see cref="Grain.OnActivateAsync"/>, and written when the grain says so.
/// </summary>
/// <typeparam name="TGrainState">The type of the state.</typeparam>
public class Grain<TGrainState> : Grain
{
    private IStorage<TGrainState>? _storage;

    /// <summary>Creates the grain. The runtime connects the state.</summary>
    protected Grain() =>
        GrainContext.ObservableLifecycle.Subscribe($"{GetType().Name} state", GrainLifecycleStage.SetupState, ReadFirstAsync);

    /// <summary>Creates the grain with a state of the caller's, in unit tests for example.</summary>
    /// <param name="storage">The state.</param>
    protected Grain(IStorage<TGrainState> storage)
        : this()
    {
        ArgumentNullException.ThrowIfNull(storage);
        _storage = storage;
    }

    /// <summary>The state in memory.</summary>
    protected TGrainState State
    {
        get => Storage.State;
        set => Storage.State = value;
    }

    private IStorage<TGrainState> Storage =>
        _storage ?? throw new InvalidOperationException($"The state of {GrainContext.GrainId} is available from its activation on, not in its constructor.");

    /// <summary>Deletes the stored state, and sets the state to a new instance.</summary>
    protected virtual Task ClearStateAsync() => Storage.ClearStateAsync();

    /// <summary>Stores the state.</summary>
    protected virtual Task WriteStateAsync() => Storage.WriteStateAsync();

    /// <summary>Replaces the state by the stored one.</summary>
    protected virtual Task ReadStateAsync() => Storage.ReadStateAsync();

    private Task ReadFirstAsync(CancellationToken cancellationToken)
    {
        _storage ??= new StateStorageBridge<TGrainState>("state", GrainContext, FindStorage());
        return _storage.ReadStateAsync(cancellationToken);
    }

    private IGrainStorage FindStorage()
    {
        string? name = GetType().GetCustomAttribute<StorageProviderAttribute>(inherit: true)?.ProviderName;
        IServiceProvider services = GrainContext.ActivationServices;
        return (string.IsNullOrEmpty(name) ? services.GetService<IGrainStorage>() : services.GetKeyedService<IGrainStorage>(name))
            ?? throw new BadProviderConfigException($"{GetType()} keeps its state in the storage '{name ?? ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME}', and none of that name is configured.");
    }
}
