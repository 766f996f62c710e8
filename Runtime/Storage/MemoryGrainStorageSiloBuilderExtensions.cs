using Microsoft.Extensions.DependencyInjection;

using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Storage;

namespace Orleans.Hosting;

/// <summary>Adds <see cref="MemoryGrainStorage"/> to a silo.</summary>
public static class MemoryGrainStorageSiloBuilderExtensions
{
    /// <summary>Keeps states in memory unless the grain names another storage.</summary>
    public static ISiloBuilder AddMemoryGrainStorageAsDefault(this ISiloBuilder builder) =>
        builder.AddMemoryGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME);

    /// <summary>Keeps the states of grains that ask for the storage <paramref name="name"/> in memory.</summary>
    public static ISiloBuilder AddMemoryGrainStorage(this ISiloBuilder builder, string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        builder.Services.AddGrainStorage(
            name,
            static (services, name) => new MemoryGrainStorage(name, services.GetRequiredService<Serializer>()));
        return builder;
    }
}
