using RlOrleans.Environments.Service.Hosting;
using RlOrleans.Environments.Service.Remote;

namespace RlOrleans.Environments.Service.Tests.Support;

/// <summary>Services on free ports of this machine, and environments of them.</summary>
internal static class Services
{
    public static Task<EnvironmentService> Start(EnvironmentServiceOptions? options = null, EnvironmentRegistry? registry = null, TimeProvider? time = null)
        => EnvironmentService.StartAsync(registry ?? EnvironmentRegistry.CreateWithBuiltIns(), options ?? new EnvironmentServiceOptions(), time);

    /// <summary>The environment that a service plays under an id.</summary>
    public static IVectorEnvironment Connect(Uri service, string id, int lanes, RemoteEnvironmentOptions? options = null)
    {
        var registry = new EnvironmentRegistry();
        EnvironmentSpec spec = RemoteEnvironments.Resolve(registry, new Uri(service, id).AbsoluteUri, options);
        return registry.Create(spec.Id, lanes);
    }
}
