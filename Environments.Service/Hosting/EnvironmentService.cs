using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace RlOrleans.Environments.Service.Hosting;

/// <summary>
/// Serves the environments of a registry over HTTP, by the protocol of docs/environment-protocol.md. Whatever the registry
/// holds can be served: built-in environments (which makes it the mock of a real simulator), or those of plugins.
/// </summary>
/// <remarks>
/// The service knows no users: it listens on loopback until told otherwise, and belongs behind something that does know them
/// wherever others can reach it. Instances end with the process; clients create theirs anew.
/// </remarks>
public sealed class EnvironmentService : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);

    private readonly WebApplication _app;
    private readonly InstanceTable _instances;
    private int _stopped;

    private EnvironmentService(WebApplication app, InstanceTable instances, IReadOnlyList<EnvironmentSpec> environments)
    {
        _app = app;
        _instances = instances;
        Environments = environments;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
    }

    /// <summary>Where it listens, with the port that was chosen.</summary>
    public Uri Address { get; }

    /// <summary>What it serves, ordered by id.</summary>
    public IReadOnlyList<EnvironmentSpec> Environments { get; }

    /// <summary>Instances that are open.</summary>
    public int InstanceCount => _instances.Count;

    /// <summary>Starts to listen.</summary>
    /// <param name="registry">Where environments come from.</param>
    /// <param name="options">Where to listen, and the limits.</param>
    /// <param name="time">The clock that instances expire by. Default: the system's.</param>
    /// <param name="loggers">Where failures are told. Default: nowhere.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="IOException">The address is taken or not this machine's.</exception>
    public static async Task<EnvironmentService> StartAsync(
        EnvironmentRegistry registry,
        EnvironmentServiceOptions options,
        TimeProvider? time = null,
        ILoggerFactory? loggers = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(registry);
        time ??= TimeProvider.System;
        loggers ??= NullLoggerFactory.Instance;
        ILogger logger = loggers.CreateLogger<EnvironmentService>();
        IReadOnlyList<EnvironmentSpec> environments =
        [
            .. (options.Environments ?? registry.All.Select(spec => spec.Id)).Order(StringComparer.Ordinal)
                .Select(id => registry.TryGet(id, out EnvironmentSpec? spec) ? spec : throw new UnknownEnvironmentException(id, registry.Near(id))),
        ];

        WebApplication app = Build(options, loggers);
        var instances = new InstanceTable(registry, options, time, logger);
        app.Use((context, next) => Problems.Handle(context, next, logger));
        app.UseRouting();
        new EnvironmentEndpoints(environments, instances, options, time).Map(app);
        try
        {
            await app.StartAsync(cancellationToken);
            return new EnvironmentService(app, instances, environments);
        }
        catch (Exception exception)
        {
            await instances.DisposeAsync();
            await app.DisposeAsync();
            if (exception is System.Net.Sockets.SocketException)
                throw new IOException($"Cannot listen on {options.Host}:{options.Port}: {exception.Message}", exception);
            throw;
        }
    }

    /// <summary>Closes all instances and connections. Steps that are being taken are answered first.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0)
            return;

        // Streams end with their instances, and would keep the server waiting.
        await _instances.DisposeAsync();
        using var deadline = new CancellationTokenSource(ShutdownTimeout);
        await _app.StopAsync(deadline.Token);
        await _app.DisposeAsync();
    }

    private static WebApplication Build(EnvironmentServiceOptions options, ILoggerFactory loggers)
    {
        // Nothing of the surroundings configures it: no settings file, no environment variables, no signals.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(options.Host, options.Port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
            kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, HostedByCaller>();
        return builder.Build();
    }

    /// <summary>Whoever starts the service ends it, and handles the signals of the process.</summary>
    private sealed class HostedByCaller : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
