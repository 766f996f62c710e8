using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>Work that runs when a silo starts.</summary>
public static class SiloBuilderStartupExtensions
{
    /// <summary>Adds a startup task. Its failure fails the start of the silo.</summary>
    /// <typeparam name="TStartup">The task.</typeparam>
    /// <param name="builder">The silo.</param>
    /// <param name="stage">The stage of the silo's lifecycle.</param>
    /// <returns>The silo.</returns>
    public static ISiloBuilder AddStartupTask<TStartup>(this ISiloBuilder builder, int stage = ServiceLifecycleStage.Active)
        where TStartup : class, IStartupTask =>
        builder.AddStartupTask((services, cancellationToken) => ActivatorUtilities.GetServiceOrCreateInstance<TStartup>(services).Execute(cancellationToken), stage);

    /// <summary>Adds a startup task. Its failure fails the start of the silo.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="startupTask">The task.</param>
    /// <param name="stage">The stage of the silo's lifecycle.</param>
    /// <returns>The silo.</returns>
    public static ISiloBuilder AddStartupTask(this ISiloBuilder builder, IStartupTask startupTask, int stage = ServiceLifecycleStage.Active) =>
        builder.AddStartupTask((_, cancellationToken) => startupTask.Execute(cancellationToken), stage);

    /// <summary>Adds a startup task. Its failure fails the start of the silo.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="startupTask">The task.</param>
    /// <param name="stage">The stage of the silo's lifecycle.</param>
    /// <returns>The silo.</returns>
    public static ISiloBuilder AddStartupTask(
        this ISiloBuilder builder, Func<IServiceProvider, CancellationToken, Task> startupTask, int stage = ServiceLifecycleStage.Active)
    {
        ArgumentNullException.ThrowIfNull(startupTask);
        return builder.ConfigureServices(services => services.AddTransient<ILifecycleParticipant<ISiloLifecycle>>(
            provider => new StartupParticipant(provider, startupTask, stage)));
    }

    private sealed class StartupParticipant(IServiceProvider services, Func<IServiceProvider, CancellationToken, Task> startupTask, int stage) :
        ILifecycleParticipant<ISiloLifecycle>
    {
        public void Participate(ISiloLifecycle lifecycle) =>
            lifecycle.Subscribe<StartupParticipant>(stage, cancellationToken => startupTask(services, cancellationToken));
    }
}
