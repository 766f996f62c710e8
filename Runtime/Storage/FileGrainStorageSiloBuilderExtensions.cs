using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

using Orleans.Configuration;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Storage;

namespace Orleans.Hosting;

/// <summary>Adds <see cref="FileGrainStorage"/> to a silo.</summary>
public static class FileGrainStorageSiloBuilderExtensions
{
    /// <summary>Keeps states in files unless the grain names another storage.</summary>
    public static ISiloBuilder AddFileGrainStorageAsDefault(this ISiloBuilder builder, Action<FileGrainStorageOptions> configureOptions) =>
        builder.AddFileGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, configureOptions);

    /// <summary>Keeps the states of grains that ask for the storage <paramref name="name"/> in files.</summary>
    public static ISiloBuilder AddFileGrainStorage(this ISiloBuilder builder, string name, Action<FileGrainStorageOptions> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(configureOptions);
        builder.Services.AddOptions<FileGrainStorageOptions>(name).Configure(configureOptions).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddGrainStorage(
            name,
            static (services, name) => new FileGrainStorage(
                name,
                services.GetRequiredService<IOptionsMonitor<FileGrainStorageOptions>>().Get(name),
                services.GetRequiredService<Serializer>(),
                services.GetService<TimeProvider>() ?? TimeProvider.System));
        return builder;
    }
}
