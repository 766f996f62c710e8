using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RlOrleans.Hosting;

public static partial class SiloRegistration
{
    static partial void AddStreams(ISiloBuilder silo)
    {
        // Memory streams poll their queues; a short period keeps an update's round trip short.
        silo.AddMemoryStreams(Names.StreamProvider, streams => streams.ConfigurePullingAgent(agent => agent.Configure(
            pulling => pulling.GetQueueMsgsTimerPeriod = TimeSpan.FromMilliseconds(1))));
        silo.AddMemoryGrainStorage("PubSubStore");
    }

    static partial void AddClustering(ISiloBuilder silo)
    {
        // A free port of its own and no gateway: two runs side by side do not meet.
        silo.UseLocalhostClustering(siloPort: FreePort(), gatewayPort: 0, primarySiloEndpoint: null, serviceId: "rl", clusterId: "rl");

        // At start the silo warns of settings that do not matter to a silo of one process.
        silo.Services.AddLogging(logging => logging.AddFilter("Orleans", LogLevel.Error));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
