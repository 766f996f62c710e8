using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>The silos of this process that are active, by cluster, where clients of this process find them.</summary>
internal static class LocalSilos
{
    private static readonly ConcurrentDictionary<(string ClusterId, string ServiceId), IServiceProvider> Active = new();

    public static IServiceProvider? Find(ClusterOptions cluster) => Active.GetValueOrDefault((cluster.ClusterId, cluster.ServiceId));

    /// <summary>Lists the silo while it is active.</summary>
    internal sealed class Registration(IServiceProvider services, IOptions<ClusterOptions> cluster) : ILifecycleParticipant<ISiloLifecycle>
    {
        public void Participate(ISiloLifecycle lifecycle)
        {
            var key = (cluster.Value.ClusterId, cluster.Value.ServiceId);
            lifecycle.Subscribe<Registration>(
                ServiceLifecycleStage.BecomeActive,
                _ =>
                {
                    Active[key] = services;
                    return Task.CompletedTask;
                },
                _ =>
                {
                    Active.TryRemove(new KeyValuePair<(string, string), IServiceProvider>(key, services));
                    return Task.CompletedTask;
                });
        }
    }
}

/// <summary>A client's connection: to a silo of the same process, looked up anew when that silo was replaced.</summary>
internal sealed class LocalConnection(IOptions<ClusterOptions> cluster)
{
    private IServiceProvider? _silo;

    /// <summary>The services of the silo.</summary>
    /// <exception cref="SiloUnavailableException">There is none.</exception>
    public IServiceProvider Silo
    {
        get
        {
            var active = LocalSilos.Find(cluster.Value);
            _silo = active ?? _silo;
            return _silo ?? throw new SiloUnavailableException(
                $"No silo of cluster '{cluster.Value.ClusterId}', service '{cluster.Value.ServiceId}' is active in this process, and no transport to other processes is configured.");
        }
    }

    public GrainFactory Grains => Silo.GetRequiredService<GrainFactory>();
}
