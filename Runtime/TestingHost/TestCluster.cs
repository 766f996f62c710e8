using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Orleans.TestingHost;

/// <summary>A cluster in the process of a test: a silo and a client, each in a host of its own.</summary>
public class TestCluster : IDisposable, IAsyncDisposable
{
    private readonly IConfiguration _configuration;
    private readonly IReadOnlyList<Action<IHostBuilder>> _configureSilo;
    private readonly IReadOnlyList<Action<IConfiguration, IClientBuilder>> _configureClient;
    private readonly List<SiloHandle> _silos = [];
    private IHost? _clientHost;
    private short _startedCount;

    internal TestCluster(
        TestClusterOptions options,
        IConfiguration configuration,
        IReadOnlyList<Action<IHostBuilder>> configureSilo,
        IReadOnlyList<Action<IConfiguration, IClientBuilder>> configureClient)
    {
        Options = options;
        _configuration = configuration;
        _configureSilo = configureSilo;
        _configureClient = configureClient;
    }

    /// <summary>The settings.</summary>
    public TestClusterOptions Options { get; }

    /// <summary>The first silo.</summary>
    public SiloHandle? Primary => _silos.FirstOrDefault();

    /// <summary>The silos that run.</summary>
    public IReadOnlyList<SiloHandle> Silos => [.. _silos];

    /// <summary>The services of the client.</summary>
    public IServiceProvider ServiceProvider =>
        _clientHost?.Services ?? throw new InvalidOperationException("The client is not connected; call DeployAsync first.");

    /// <summary>The client.</summary>
    public IClusterClient Client => ServiceProvider.GetRequiredService<IClusterClient>();

    /// <summary>Makes references to grains.</summary>
    public IGrainFactory GrainFactory => Client;

    /// <summary>Starts the silo and connects the client.</summary>
    public void Deploy() => Task.Run(DeployAsync).GetAwaiter().GetResult();

    /// <summary>Starts the silo and connects the client.</summary>
    public async Task DeployAsync()
    {
        if (_silos.Count > 0)
        {
            throw new InvalidOperationException("The cluster is deployed already.");
        }

        await StartSiloAsync().ConfigureAwait(false);
        if (Options.InitializeClientOnDeploy)
        {
            await InitializeClientAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Connects the client.</summary>
    public async Task InitializeClientAsync()
    {
        await StopClusterClientAsync().ConfigureAwait(false);
        var host = new HostBuilder()
            .ConfigureHostConfiguration(configuration => configuration.AddConfiguration(_configuration))
            .UseOrleansClient((context, client) =>
            {
                client.Configure<ClusterOptions>(SetCluster);
                foreach (var configure in _configureClient)
                {
                    configure(context.Configuration, client);
                }
            })
            .Build();
        await host.StartAsync().ConfigureAwait(false);
        _clientHost = host;
    }

    /// <summary>The services of a silo.</summary>
    /// <param name="silo">The silo; the first if left out.</param>
    /// <returns>The services.</returns>
    public IServiceProvider GetSiloServiceProvider(SiloAddress? silo = null)
    {
        var handle = silo is null ? Primary : GetSiloForAddress(silo);
        return (handle as InProcessSiloHandle)?.ServiceProvider
            ?? throw new ArgumentException(silo is null ? "No silo runs." : $"No silo has the address {silo}.", nameof(silo));
    }

    /// <summary>Finds a silo.</summary>
    /// <param name="siloAddress">The address.</param>
    /// <returns>The silo, or <see langword="null"/>.</returns>
    public SiloHandle? GetSiloForAddress(SiloAddress siloAddress) => _silos.Find(silo => silo.SiloAddress.Equals(siloAddress));

    /// <summary>The silos that run.</summary>
    /// <returns>The silos.</returns>
    public IEnumerable<SiloHandle> GetActiveSilos() => _silos.Where(silo => silo.IsActive);

    /// <summary>Stops a silo, with the grains deactivated first.</summary>
    /// <param name="instance">The silo.</param>
    public Task StopSiloAsync(SiloHandle instance) => RemoveSiloAsync(instance, stopGracefully: true);

    /// <summary>Stops a silo without telling its grains.</summary>
    /// <param name="instance">The silo.</param>
    public Task KillSiloAsync(SiloHandle instance) => RemoveSiloAsync(instance, stopGracefully: false);

    /// <summary>Stops a silo, with the grains deactivated first, and starts another in its place.</summary>
    /// <param name="instance">The silo.</param>
    /// <returns>The new silo.</returns>
    public async Task<SiloHandle?> RestartSiloAsync(SiloHandle instance)
    {
        await StopSiloAsync(instance).ConfigureAwait(false);
        return await StartSiloAsync().ConfigureAwait(false);
    }

    /// <summary>Starts one more silo, which takes the place of one that was stopped.</summary>
    /// <param name="startAdditionalSiloOnNewPort">Not used.</param>
    /// <returns>The silo.</returns>
    /// <exception cref="NotSupportedException">A silo runs already.</exception>
    public Task<SiloHandle> StartAdditionalSiloAsync(bool startAdditionalSiloOnNewPort = false) =>
        _silos.Count == 0
            ? StartSiloAsync()
            : throw new NotSupportedException("A second silo needs the cluster mode of the embedded runtime, which is not there yet.");

    /// <summary>Waits until all silos know of each other.</summary>
    /// <param name="didKill">Whether a silo was killed.</param>
    public Task WaitForLivenessToStabilizeAsync(bool didKill = false)
    {
        // Silos of one process know of each other at once.
        return _silos.Exists(silo => silo.IsActive) || didKill ? Task.CompletedTask : throw new InvalidOperationException("No silo runs.");
    }

    /// <summary>Disconnects the client.</summary>
    public async Task StopClusterClientAsync()
    {
        if (Interlocked.Exchange(ref _clientHost, null) is { } client)
        {
            await client.StopAsync().ConfigureAwait(false);
            client.Dispose();
        }
    }

    /// <summary>Disconnects the client and stops the silos.</summary>
    public void StopAllSilos() => Task.Run(StopAllSilosAsync).GetAwaiter().GetResult();

    /// <summary>Disconnects the client and stops the silos.</summary>
    public async Task StopAllSilosAsync()
    {
        await StopClusterClientAsync().ConfigureAwait(false);
        foreach (var silo in Silos)
        {
            await StopSiloAsync(silo).ConfigureAwait(false);
        }
    }

    /// <summary>Deactivates a grain and waits until it is done.</summary>
    /// <param name="grain">The grain.</param>
    public Task DeactivateAsync(IAddressable grain) => DeactivateAsync(grain.GetGrainId());

    /// <summary>Deactivates a grain and waits until it is done.</summary>
    /// <param name="grainId">The grain.</param>
    public async Task DeactivateAsync(GrainId grainId)
    {
        if (TryGetGrainContext(grainId, out var context))
        {
            context.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "The test asked for it."));
            await context.Deactivated.ConfigureAwait(false);
        }
    }

    /// <summary>Finds the activation of a grain.</summary>
    /// <param name="grainId">The grain.</param>
    /// <param name="grainContext">The activation.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGetGrainContext(GrainId grainId, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IGrainContext? grainContext)
    {
        grainContext = GetSiloServiceProvider().GetRequiredService<Catalog>().Find(grainId) as IGrainContext;
        return grainContext is not null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAllSilosAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops the cluster.</summary>
    /// <param name="disposing">Whether it is disposed, not finalised.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            StopAllSilos();
        }
    }

    private async Task<SiloHandle> StartSiloAsync()
    {
        var name = $"Silo{_startedCount}";
        var host = new HostBuilder()
            .ConfigureHostConfiguration(configuration => configuration.AddConfiguration(_configuration))
            .UseOrleans(silo => silo.Configure<ClusterOptions>(SetCluster).Configure<SiloOptions>(options => options.SiloName = name))
            .ConfigureLogging(logging => logging.ClearProviders());
        foreach (var configure in _configureSilo)
        {
            configure(host);
        }

        var built = host.Build();
        try
        {
            await built.StartAsync().ConfigureAwait(false);
        }
        catch
        {
            built.Dispose();
            throw;
        }

        var details = built.Services.GetRequiredService<ILocalSiloDetails>();
        var handle = new InProcessSiloHandle
        {
            Name = name,
            InstanceNumber = _startedCount++,
            SiloAddress = details.SiloAddress,
            GatewayAddress = details.GatewayAddress,
            SiloHost = built,
        };
        _silos.Add(handle);
        return handle;
    }

    private async Task RemoveSiloAsync(SiloHandle silo, bool stopGracefully)
    {
        ArgumentNullException.ThrowIfNull(silo);
        if (_silos.Remove(silo))
        {
            await silo.StopSiloAsync(stopGracefully).ConfigureAwait(false);
            await silo.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void SetCluster(ClusterOptions options)
    {
        options.ClusterId = Options.ClusterId;
        options.ServiceId = Options.ServiceId;
    }
}
