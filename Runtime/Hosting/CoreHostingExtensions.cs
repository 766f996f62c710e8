using System.Net;
using Orleans.Configuration;

namespace Orleans.Hosting;

/// <summary>How a silo finds others.</summary>
public static class CoreHostingExtensions
{
    /// <summary>A cluster on this machine. The embedded silo stands alone: it opens no port, and the numbers only name it.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="siloPort">The port for silos.</param>
    /// <param name="gatewayPort">The port for clients.</param>
    /// <param name="primarySiloEndpoint">Must be left out or this silo's own: a second silo needs cluster mode.</param>
    /// <param name="serviceId">The service id.</param>
    /// <param name="clusterId">The cluster id.</param>
    /// <returns>The silo.</returns>
    public static ISiloBuilder UseLocalhostClustering(
        this ISiloBuilder builder,
        int siloPort = EndpointOptions.DEFAULT_SILO_PORT,
        int gatewayPort = EndpointOptions.DEFAULT_GATEWAY_PORT,
        IPEndPoint? primarySiloEndpoint = null,
        string serviceId = "dev",
        string clusterId = "dev")
    {
        if (primarySiloEndpoint is not null && primarySiloEndpoint.Port != siloPort)
        {
            throw new NotSupportedException(
                $"{nameof(primarySiloEndpoint)} is {primarySiloEndpoint}, another silo than this one at port {siloPort}; joining another silo needs cluster mode.");
        }

        return builder
            .Configure<EndpointOptions>(options =>
            {
                options.SiloPort = siloPort;
                options.GatewayPort = gatewayPort;
            })
            .Configure<ClusterOptions>(options =>
            {
                options.ServiceId = serviceId;
                options.ClusterId = clusterId;
            });
    }
}
