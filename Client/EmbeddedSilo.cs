using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RlOrleans.Episodes;
using RlOrleans.Hosting;
using RlOrleans.Worker.Datasets;

namespace RlOrleans.Client;

/// <summary>The host of a silo that lives and dies with its client.</summary>
internal static class EmbeddedSilo
{
    public static IHost Build(RlClientOptions options, string runsFolder) => Build(options.Warn, silo =>
    {
        silo.UseSoleSilo().UseRlOrleans(configure => configure.RunsFolder = runsFolder);
        silo.Services.AddSingleton(new DatasetStores());
        silo.Services.AddSingleton<IShardSink, DatasetSink>();
        options.ConfigureSilo?.Invoke(silo);
    });

    public static IHost Build(Action<string>? warn, Action<ISiloBuilder> configure)
    {
        // An empty builder: no configuration files to read and watch, no providers of logs, nothing that costs start time.
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<ILoggerProvider>(new WarningLoggerProvider(warn ?? Console.Error.WriteLine));

        // What ends a run is told by the run itself, once; these would tell it again from every place it passed.
        foreach (string category in (string[])["RlOrleans.Agents", "RlOrleans.Policies", "RlOrleans.Runs.RunGrain", "Orleans.Core.StateStorageBridge"])
        {
            builder.Logging.AddFilter(category, LogLevel.None);
        }

        // The host must not take Ctrl-C for itself: the program decides what it means.
        builder.Services.AddSingleton<IHostLifetime, CallerOwnedLifetime>();
        builder.UseOrleans(configure);
        return builder.Build();
    }

    /// <summary>Starts at once and stops when the client is disposed; listens to no signal.</summary>
    private sealed class CallerOwnedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
