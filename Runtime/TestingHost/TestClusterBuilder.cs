using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;

namespace Orleans.TestingHost;

/// <summary>Configures a cluster in the process of a test.</summary>
public class TestClusterBuilder
{
    private readonly List<Action<IConfigurationBuilder>> _configuration = [];
    private readonly List<Action<IHostBuilder>> _siloHosts = [];
    private readonly List<Action<IConfiguration, IClientBuilder>> _clients = [];

    /// <summary>Configures a cluster of one silo.</summary>
    public TestClusterBuilder()
        : this(1)
    {
    }

    /// <summary>Configures a cluster.</summary>
    /// <param name="initialSilosCount">How many silos there are. For now 1: more need cluster mode.</param>
    public TestClusterBuilder(short initialSilosCount) => Options = new TestClusterOptions { InitialSilosCount = initialSilosCount };

    /// <summary>The settings.</summary>
    public TestClusterOptions Options { get; }

    /// <summary>Configuration of all hosts as single values.</summary>
    public Dictionary<string, string?> Properties { get; } = [];

    /// <summary>Makes the id of a cluster.</summary>
    /// <returns>The id.</returns>
    public static string CreateClusterId() => $"testcluster-{Guid.NewGuid():N}";

    /// <summary>Adds a configurator of silos.</summary>
    /// <typeparam name="T">An <see cref="ISiloConfigurator"/>, an <see cref="IHostConfigurator"/>, or both.</typeparam>
    /// <returns>The builder.</returns>
    public TestClusterBuilder AddSiloBuilderConfigurator<T>()
        where T : new()
    {
        if (!typeof(ISiloConfigurator).IsAssignableFrom(typeof(T)) && !typeof(IHostConfigurator).IsAssignableFrom(typeof(T)))
        {
            throw new ArgumentException($"{typeof(T)} must implement {nameof(ISiloConfigurator)} or {nameof(IHostConfigurator)}.");
        }

        _siloHosts.Add(static host =>
        {
            var configurator = new T();
            (configurator as IHostConfigurator)?.Configure(host);
            if (configurator is ISiloConfigurator silo)
            {
                host.UseOrleans(silo.Configure);
            }
        });
        return this;
    }

    /// <summary>Adds a configurator of the client.</summary>
    /// <typeparam name="T">An <see cref="IClientBuilderConfigurator"/>.</typeparam>
    /// <returns>The builder.</returns>
    public TestClusterBuilder AddClientBuilderConfigurator<T>()
        where T : new()
    {
        if (!typeof(IClientBuilderConfigurator).IsAssignableFrom(typeof(T)))
        {
            throw new ArgumentException($"{typeof(T)} must implement {nameof(IClientBuilderConfigurator)}.");
        }

        _clients.Add(static (configuration, client) => ((IClientBuilderConfigurator)new T()).Configure(configuration, client));
        return this;
    }

    /// <summary>Adds configuration of all hosts.</summary>
    /// <param name="configureDelegate">Adds it.</param>
    /// <returns>The builder.</returns>
    public TestClusterBuilder ConfigureHostConfiguration(Action<IConfigurationBuilder> configureDelegate)
    {
        _configuration.Add(configureDelegate);
        return this;
    }

    /// <summary>
    /// Sends every call, answer and stream item through its serialised form. Only the embedded runtime has this switch.
    /// </summary>
    /// <returns>The builder.</returns>
    public TestClusterBuilder UseForcedSerialization()
    {
        _siloHosts.Add(static host => host.UseOrleans(static silo => silo.UseForcedSerialization()));
        return this;
    }

    /// <summary>Makes the cluster, which is not started yet.</summary>
    /// <returns>The cluster.</returns>
    /// <exception cref="NotSupportedException">More than one silo is asked for.</exception>
    public TestCluster Build()
    {
        if (Options.InitialSilosCount != 1)
        {
            throw new NotSupportedException(
                $"{nameof(TestClusterOptions.InitialSilosCount)} is {Options.InitialSilosCount}; allowed is 1 until the embedded runtime has its cluster mode.");
        }

        var configuration = new ConfigurationBuilder();
        configuration.AddInMemoryCollection(Properties);
        _configuration.ForEach(configure => configure(configuration));
        return new TestCluster(Options, configuration.Build(), [.. _siloHosts], [.. _clients]);
    }
}
