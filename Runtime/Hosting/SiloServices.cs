using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Timers;

namespace Orleans.Hosting;

/// <summary>The services of a silo.</summary>
internal static class SiloServices
{
    public static void Add(ISiloBuilder builder)
    {
        var services = builder.Services;
        if (services.Any(service => service.ServiceType == typeof(SiloHostedService)))
        {
            return;
        }

        services.AddLogging();
        services.AddMetrics();
        services.AddOptions();
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<SiloMessagingOptions>().Validate(options => options.ResponseTimeout > TimeSpan.Zero, $"{nameof(MessagingOptions.ResponseTimeout)} must be more than zero.");
        services.AddOptions<GrainCollectionOptions>()
            .Validate(options => options.CollectionQuantum > TimeSpan.Zero, $"{nameof(GrainCollectionOptions.CollectionQuantum)} must be more than zero.")
            .Validate(options => options.CollectionAge >= options.CollectionQuantum, $"{nameof(GrainCollectionOptions.CollectionAge)} must be at least {nameof(GrainCollectionOptions.CollectionQuantum)}.");

        services.AddSerializer();
        services.AddSingleton<IGeneralizedCodec, GrainReferenceCodec>();
        services.AddSingleton<IGeneralizedCodec, RequestCodec>();
        services.AddKeyedTransient<IGrainExtension>(
            typeof(IAsyncEnumerableExtension),
            static (provider, _) => new AsyncEnumerableExtension(
                (GrainContext)RuntimeContext.Current!,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<IOptions<SiloMessagingOptions>>().Value.ResponseTimeout));
        services.AddSingleton<ILocalSiloDetails, LocalSiloDetails>();
        services.AddSingleton<SiloInstruments>();
        services.AddSingleton(provider => new GrainInterfaceMap(GrainManifests.Load()));
        services.AddSingleton(provider => new GrainClassMap(provider, GrainManifests.Load()));
        services.AddSingleton<CallRuntime>();
        services.AddSingleton<MessageCodec>();
        services.TryAddSingleton<IGrainLocator, SingleSiloGrainLocator>();
        services.AddSingleton(Catalog.Create);
        services.AddSingleton<ActivationCollector>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<ActivationCollector>());
        services.AddSingleton(provider => new ObserverRegistry(
            provider.GetRequiredService<CallRuntime>(), provider.GetRequiredService<Catalog>, provider.GetRequiredService<ILogger<ObserverRegistry>>()));
        services.AddSingleton<GrainFactory>();
        services.AddSingleton<IGrainFactory>(provider => provider.GetRequiredService<GrainFactory>());
        services.AddSingleton<IClusterClient>(static provider => new HostedClient(provider.GetRequiredService<GrainFactory>, provider));
        services.AddPersistentState();
        services.AddSingleton<ITimerRegistry, TimerRegistry>();
        services.AddSingleton<IGrainRuntime, GrainRuntime>();
        services.AddSingleton<IGrainContextAccessor, GrainContextAccessor>();
        services.AddTransient<IGrainContext>(_ => RuntimeContext.Current ?? throw new InvalidOperationException("There is no grain context outside of turns."));
        services.AddSingleton<SiloLifecycle>();
        services.AddSingleton<ISiloLifecycle>(provider => provider.GetRequiredService<SiloLifecycle>());
        services.TryAddSingleton<IClusterMembership, SingleSiloMembership>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, LocalSilos.Registration>();
        services.AddSingleton<SiloHostedService>();
        services.AddHostedService(provider => provider.GetRequiredService<SiloHostedService>());
    }
}
