using Microsoft.Extensions.DependencyInjection;

using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>Creates states that are kept in the storage that their attribute names.</summary>
public class PersistentStateFactory : IPersistentStateFactory
{
    /// <inheritdoc/>
    /// <exception cref="BadProviderConfigException">There is no storage of that name.</exception>
    public IPersistentState<TState> Create<TState>(IGrainContext context, IPersistentStateConfiguration config)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(config);
        IGrainStorage storage =
            (string.IsNullOrWhiteSpace(config.StorageName)
                ? context.ActivationServices.GetService<IGrainStorage>()
                : context.ActivationServices.GetKeyedService<IGrainStorage>(config.StorageName))
            ?? throw MissingStorage(context, config);
        return new PersistentState<TState>(GetFullStateName(context, config), context, storage);
    }

    /// <summary>The name under which the state is stored.</summary>
    protected virtual string GetFullStateName(IGrainContext context, IPersistentStateConfiguration cfg)
    {
        ArgumentNullException.ThrowIfNull(cfg);
        return cfg.StateName;
    }

    private static BadProviderConfigException MissingStorage(IGrainContext context, IPersistentStateConfiguration config) =>
        new(string.IsNullOrWhiteSpace(config.StorageName)
            ? $"Grains of type {context.GrainId.Type} keep the state '{config.StateName}' in the default storage, and none is configured."
            : $"Grains of type {context.GrainId.Type} keep the state '{config.StateName}' in the storage '{config.StorageName}', and none of that name is configured.");
}
