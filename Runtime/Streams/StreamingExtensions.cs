using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace Orleans;

/// <summary>Stream providers of a grain.</summary>
public static class GrainStreamingExtensions
{
    /// <summary>Finds a stream provider.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="name">The name.</param>
    /// <returns>The provider.</returns>
    /// <exception cref="KeyNotFoundException">No provider has this name.</exception>
    public static IStreamProvider GetStreamProvider(this Grain grain, string name) => ((IGrainBase)grain).GetStreamProvider(name);

    /// <summary>Finds a stream provider.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="name">The name.</param>
    /// <returns>The provider.</returns>
    /// <exception cref="KeyNotFoundException">No provider has this name.</exception>
    public static IStreamProvider GetStreamProvider(this IGrainBase grain, string name) => StreamProviders.Find(grain.GrainContext.ActivationServices, name);
}

/// <summary>Stream providers of a client.</summary>
public static class ClientStreamingExtensions
{
    /// <summary>Finds a stream provider.</summary>
    /// <param name="client">The client.</param>
    /// <param name="name">The name.</param>
    /// <returns>The provider.</returns>
    /// <exception cref="KeyNotFoundException">No provider has this name.</exception>
    public static IStreamProvider GetStreamProvider(this IClusterClient client, string name) => StreamProviders.Find(client.ServiceProvider, name);
}

/// <summary>Finds stream providers.</summary>
internal static class StreamProviders
{
    public static IStreamProvider Find(IServiceProvider services, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return services.GetKeyedService<IStreamProvider>(name)
            ?? throw new KeyNotFoundException($"No stream provider '{name}' is registered; add one with AddMemoryStreams(\"{name}\").");
    }
}
