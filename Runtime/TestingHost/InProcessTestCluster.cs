using Orleans.Runtime;

namespace Orleans.TestingHost;

/// <summary>A test cluster that was described by delegates.</summary>
public sealed class InProcessTestCluster : IDisposable, IAsyncDisposable
{
    private readonly TestCluster _cluster;

    internal InProcessTestCluster(TestCluster cluster) => _cluster = cluster;

    /// <summary>The client.</summary>
    /// <exception cref="InvalidOperationException">The cluster is not deployed.</exception>
    public IClusterClient Client => _cluster.Client;

    /// <summary>Starts the silo, then the client.</summary>
    public Task DeployAsync() => _cluster.DeployAsync();

    /// <summary>The services of a silo.</summary>
    public IServiceProvider GetSiloServiceProvider(SiloAddress? silo = null) => _cluster.GetSiloServiceProvider(silo);

    /// <summary>Stops the client, then the silo, in order.</summary>
    public Task StopAllSilosAsync() => _cluster.StopAllSilosAsync();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    /// <inheritdoc />
    public void Dispose() => _cluster.Dispose();
}
