using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RlOrleans.Hosting;
using RlOrleans.Uploads;
using RlOrleans.Worker.Datasets;
using RlOrleans.Worker.Queue;
using RlOrleans.Worker.Staging;
using RlOrleans.Worker.Uploads;

namespace RlOrleans.Client;

/// <summary>The host of a silo that lives and dies with its client.</summary>
internal static class EmbeddedSilo
{
    private const string StagingFolderName = ".staging";

    // A run waits for its last commit: it is not held up for others to share it.
    private static DatasetStoreOptions Datasets => new()
    {
        HubBatching = new CommitBatching(50, TimeSpan.FromSeconds(3)),
    };

    public static IHost Build(RlClientOptions options, string runsFolder) => Build(options.Warn, silo =>
    {
        silo.UseSoleSilo().UseRlOrleans(configure =>
        {
            configure.RunsFolder = runsFolder;
            options.ConfigureRuns?.Invoke(configure);
        });
        silo.Services.AddSingleton<IShardTransport, ShardTransport>();
        if (options.Pipeline is { } pipeline)
        {
            silo.Services.AddSingleton(services => pipeline.OpenStaging(services.GetRequiredService<ILogger<RedisStagingArea>>()));
            silo.Services.AddSingleton<IStagingArea>(services => services.GetRequiredService<RedisStagingArea>());
            silo.Services.AddHostedService<StagingCheck>();
            silo.Services.AddSingleton<IShardQueue>(services => pipeline.OpenQueue(services.GetRequiredService<ILogger<RabbitShardQueue>>()));
        }
        else
        {
            silo.Services.AddSingleton<IStagingArea>(new StagingFolder(Path.Combine(runsFolder, StagingFolderName)));
            silo.Services.AddSingleton<IShardQueue, LocalShardQueue>();
            silo.Services.AddSingleton(new DatasetStores(options.Datasets ?? Datasets));
            silo.Services.AddHostedService<EmbeddedUploadWorker>();
        }

        options.ConfigureSilo?.Invoke(silo);
    });

    public static IHost Build(Action<string>? warn, Action<ISiloBuilder> configure)
    {
        // An empty builder: no configuration files to read and watch, no providers of logs, nothing that costs start time.
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<ILoggerProvider>(new WarningLoggerProvider(warn ?? Console.Error.WriteLine));

        // What ends a run is told by the run itself, once; these would tell it again from every place it passed.
        foreach (string category in (string[])["RlOrleans.Agents", "RlOrleans.Uploads", "RlOrleans.Policies", "RlOrleans.Runs.RunGrain", "Orleans.Core.StateStorageBridge"])
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
