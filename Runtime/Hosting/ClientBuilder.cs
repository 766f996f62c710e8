using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Orleans.Hosting;

/// <summary>Configures a client.</summary>
internal sealed class ClientBuilder : IClientBuilder
{
    public ClientBuilder(IServiceCollection services, IConfiguration configuration)
    {
        Services = services;
        Configuration = configuration;
        if (services.Any(service => service.ServiceType == typeof(SiloHostedService)))
        {
            throw new InvalidOperationException("UseOrleansClient and UseOrleans cannot both be called on one host; a silo's host has an IClusterClient already.");
        }

        services.AddOptions();
        services.TryAddSingleton<LocalConnection>();
        services.TryAddSingleton<IClusterClient>(provider => new HostedClient(() => provider.GetRequiredService<LocalConnection>().Grains, provider));
        services.TryAddSingleton<IGrainFactory>(provider => provider.GetRequiredService<IClusterClient>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ClientHostedService>());
    }

    public IServiceCollection Services { get; }

    public IConfiguration Configuration { get; }
}

/// <summary>Fails the start of a client's host when there is nothing to connect to.</summary>
internal sealed class ClientHostedService(LocalConnection connection) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = connection.Silo;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
