using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using Orleans.Streams;

namespace Orleans.Hosting;

/// <summary>Settings that belong to a named service.</summary>
public interface INamedServiceConfigurator
{
    /// <summary>The name.</summary>
    string Name { get; }

    /// <summary>Adds services.</summary>
    Action<Action<IServiceCollection>> ConfigureDelegate { get; }
}

/// <summary>Settings of a stream provider.</summary>
public interface IPersistentStreamConfigurator : INamedServiceConfigurator
{
}

/// <summary>Settings of a silo's stream provider.</summary>
public interface ISiloPersistentStreamConfigurator : IPersistentStreamConfigurator
{
}

/// <summary>Settings of memory streams.</summary>
public interface IMemoryStreamConfigurator : INamedServiceConfigurator
{
}

/// <summary>Settings of a silo's memory streams.</summary>
public interface ISiloMemoryStreamConfigurator : IMemoryStreamConfigurator, ISiloPersistentStreamConfigurator
{
}

/// <summary>Settings of a client's memory streams.</summary>
public interface IClusterClientMemoryStreamConfigurator : IMemoryStreamConfigurator, IPersistentStreamConfigurator
{
}

/// <summary>Settings of stream providers.</summary>
public static class StreamConfiguratorExtensions
{
    /// <summary>Accepted: every subscription has a queue of its own, so that there are no partitions.</summary>
    /// <param name="configurator">The settings.</param>
    /// <param name="numOfQueues">The number of queues, at least 1.</param>
    public static void ConfigurePartitioning(this IMemoryStreamConfigurator configurator, int numOfQueues = 8) =>
        ArgumentOutOfRangeException.ThrowIfLessThan(numOfQueues, 1);

    /// <summary>Sets which subscriptions there are.</summary>
    /// <param name="configurator">The settings.</param>
    /// <param name="pubsubType">Which.</param>
    public static void ConfigureStreamPubSub(
        this IPersistentStreamConfigurator configurator, StreamPubSubType pubsubType = StreamPubSubType.ExplicitGrainBasedAndImplicit) =>
        configurator.ConfigureDelegate(services => services.Configure<StreamPubSubOptions>(configurator.Name, options => options.PubSubType = pubsubType));
}

/// <summary>Memory streams of a silo.</summary>
public static class SiloBuilderMemoryStreamExtensions
{
    /// <summary>Adds streams within the process.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="name">The name of the provider.</param>
    /// <param name="configure">Configures it.</param>
    /// <returns>The silo.</returns>
    public static ISiloBuilder AddMemoryStreams(this ISiloBuilder builder, string name, Action<ISiloMemoryStreamConfigurator>? configure = null)
    {
        MemoryStreamServices.Add(builder.Services, name);
        configure?.Invoke(new MemoryStreamConfigurator(name, builder.Services));
        return builder;
    }
}

/// <summary>Memory streams of a client.</summary>
public static class ClientBuilderStreamingExtensions
{
    /// <summary>Adds the streams of the silo in this process.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="name">The name of the provider.</param>
    /// <param name="configure">Configures it.</param>
    /// <returns>The client.</returns>
    public static IClientBuilder AddMemoryStreams(this IClientBuilder builder, string name, Action<IClusterClientMemoryStreamConfigurator>? configure = null)
    {
        builder.Services.AddKeyedTransient<IStreamProvider>(
            name, static (provider, key) => provider.GetRequiredService<LocalConnection>().Silo.GetRequiredKeyedService<IStreamProvider>(key));
        configure?.Invoke(new MemoryStreamConfigurator(name, builder.Services));
        return builder;
    }
}

internal sealed class MemoryStreamConfigurator(string name, IServiceCollection services) : ISiloMemoryStreamConfigurator, IClusterClientMemoryStreamConfigurator
{
    public string Name => name;

    public Action<Action<IServiceCollection>> ConfigureDelegate => configure => configure(services);
}

/// <summary>The services of memory streams.</summary>
internal static class MemoryStreamServices
{
    public static void Add(IServiceCollection services, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        services.TryAddSingleton<ImplicitSubscriptions>();
        services.TryAddKeyedTransient<Runtime.IGrainExtension>(
            typeof(IStreamConsumerExtension),
            static (provider, _) => ActivatorUtilities.CreateInstance<StreamConsumerExtension>(provider, Runtime.RuntimeContext.Current!));
        services.AddKeyedSingleton<IStreamProvider>(name, static (provider, key) => new MemoryStreamProvider(provider, (string)key!));
        services.AddOptions<SimpleQueueCacheOptions>(name)
            .Validate(options => options.CacheSize >= 1, $"{nameof(SimpleQueueCacheOptions.CacheSize)} must be at least 1.");
    }
}
