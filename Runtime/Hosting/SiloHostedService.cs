using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>Starts and stops the silo with its host.</summary>
internal sealed partial class SiloHostedService(
    SiloLifecycle lifecycle,
    IEnumerable<ILifecycleParticipant<ISiloLifecycle>> participants,
    CallRuntime calls,
    Catalog catalog,
    ILocalSiloDetails silo,
    ILogger<SiloHostedService> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        lifecycle.Subscribe<SiloHostedService>(
            ServiceLifecycleStage.RuntimeInitialize,
            _ =>
            {
                calls.Start();
                return Task.CompletedTask;
            },
            _ =>
            {
                calls.Stop();
                return Task.CompletedTask;
            });
        lifecycle.Subscribe<SiloHostedService>(ServiceLifecycleStage.GrainDeactivation, static _ => Task.CompletedTask, catalog.StopAsync);
        foreach (var participant in participants)
        {
            participant.Participate(lifecycle);
        }

        try
        {
            await lifecycle.OnStart(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await lifecycle.OnStop(CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        LogStarted(silo.Name, silo.SiloAddress);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await lifecycle.OnStop(cancellationToken).ConfigureAwait(false);
        LogStopped(silo.Name);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Silo {Name} is active as {Address}.")]
    private partial void LogStarted(string name, SiloAddress address);

    [LoggerMessage(Level = LogLevel.Information, Message = "Silo {Name} has stopped.")]
    private partial void LogStopped(string name);
}
