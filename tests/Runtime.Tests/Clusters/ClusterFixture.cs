using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.TestingHost;

namespace RlOrleans.Runtime.Tests.Clusters;

/// <summary>
/// A cluster of one silo for a class of tests. Every behaviour is tested on two of them: one that hands calls over directly,
/// and one that sends each through its serialised form.
/// </summary>
public abstract class ClusterFixture : IAsyncLifetime
{
    private readonly TestCluster _cluster;

    private protected ClusterFixture(bool isSerialized, bool hasManualClock)
    {
        IsSerialized = isSerialized;
        var builder = new TestClusterBuilder(1);
        builder.AddSiloBuilderConfigurator<SiloSettings>();
        builder.AddClientBuilderConfigurator<ClientSettings>();
        if (hasManualClock)
        {
            builder.AddSiloBuilderConfigurator<ManualClock>();
        }

        if (isSerialized)
        {
            builder.UseForcedSerialization();
        }

        _cluster = builder.Build();
    }

    public bool IsSerialized { get; }

    public TestCluster Cluster => _cluster;

    public IClusterClient Client => _cluster.Client;

    public IServiceProvider SiloServices => _cluster.GetSiloServiceProvider();

    internal ManualTime Clock => (ManualTime)SiloServices.GetRequiredService<TimeProvider>();

    public Task InitializeAsync() => _cluster.DeployAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    private sealed class SiloSettings : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            siloBuilder.AddMemoryStreams("memory");
            siloBuilder.AddMemoryStreams("narrow");
            siloBuilder.Configure<StreamPubSubOptions>(_ => { });
            siloBuilder.Services.Configure<SimpleQueueCacheOptions>("narrow", options => options.CacheSize = 2);
            siloBuilder.AddMemoryGrainStorage("PubSubStore");
            siloBuilder.AddMemoryGrainStorageAsDefault();
            siloBuilder.Services.AddSingleton<Journal>();
            siloBuilder.Services.AddSingleton<Gates>();
        }
    }

    private sealed class ClientSettings : IClientBuilderConfigurator
    {
        public void Configure(Microsoft.Extensions.Configuration.IConfiguration configuration, IClientBuilder clientBuilder)
        {
            clientBuilder.AddMemoryStreams("memory");
            clientBuilder.AddMemoryStreams("narrow");
        }
    }

    private sealed class ManualClock : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder) => siloBuilder.Services.AddSingleton<TimeProvider>(new ManualTime());
    }
}

/// <summary>Calls are handed over directly.</summary>
public sealed class DirectCluster() : ClusterFixture(isSerialized: false, hasManualClock: false);

/// <summary>Calls go through their serialised form.</summary>
public sealed class SerializedCluster() : ClusterFixture(isSerialized: true, hasManualClock: false);

/// <summary>Calls are handed over directly; time stands still until a test moves it.</summary>
public sealed class DirectManualCluster() : ClusterFixture(isSerialized: false, hasManualClock: true);

/// <summary>Calls go through their serialised form; time stands still until a test moves it.</summary>
public sealed class SerializedManualCluster() : ClusterFixture(isSerialized: true, hasManualClock: true);
