using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;

namespace Orleans.TestingHost;

/// <summary>
/// Describes a test cluster by delegates instead of configurator types, so that a test can hand its own objects to the
/// silo.
/// </summary>
public sealed class InProcessTestClusterBuilder
{
    private readonly List<Action<IHostBuilder>> _silos = [];
    private readonly List<Action<IConfiguration, IClientBuilder>> _clients = [];

    /// <summary>A cluster of one silo.</summary>
    public InProcessTestClusterBuilder()
        : this(1)
    {
    }

    /// <summary>A cluster of a number of silos.</summary>
    /// <param name="initialSilosCount">1, until the embedded runtime has its cluster mode.</param>
    public InProcessTestClusterBuilder(short initialSilosCount) => InitialSilosCount = initialSilosCount;

    private short InitialSilosCount { get; }

    /// <summary>Adds to the configuration of the silo.</summary>
    public InProcessTestClusterBuilder ConfigureSilo(Action<InProcessTestSiloSpecificOptions, ISiloBuilder> configureSiloDelegate)
    {
        ArgumentNullException.ThrowIfNull(configureSiloDelegate);
        _silos.Add(host => host.UseOrleans(silo => configureSiloDelegate(new InProcessTestSiloSpecificOptions(), silo)));
        return this;
    }

    /// <summary>Adds to the configuration of the client.</summary>
    public InProcessTestClusterBuilder ConfigureClient(Action<IClientBuilder> configureClientDelegate)
    {
        ArgumentNullException.ThrowIfNull(configureClientDelegate);
        _clients.Add((_, client) => configureClientDelegate(client));
        return this;
    }

    /// <summary>The cluster, not yet deployed.</summary>
    /// <exception cref="NotSupportedException">More than one silo is asked for.</exception>
    public InProcessTestCluster Build()
    {
        var options = new TestClusterOptions { InitialSilosCount = InitialSilosCount };
        return InitialSilosCount == 1
            ? new InProcessTestCluster(new TestCluster(options, new ConfigurationBuilder().Build(), _silos, _clients))
            : throw new NotSupportedException($"{InitialSilosCount} silos are asked for; allowed is 1 until the embedded runtime has its cluster mode.");
    }
}

/// <summary>What one silo of a test cluster has of its own.</summary>
public sealed class InProcessTestSiloSpecificOptions
{
    /// <summary>Name of the silo.</summary>
    public string SiloName { get; set; } = "Primary";
}
