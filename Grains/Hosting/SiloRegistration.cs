using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Storage;
using RlOrleans.Environments;
using RlOrleans.Learning;
using RlOrleans.Policies;
using RlOrleans.Runs;

namespace RlOrleans.Hosting;

/// <summary>Puts the grains of this library, and what they need, into a silo.</summary>
public static partial class SiloRegistration
{
    /// <summary>
    /// Adds grains, streams and storage. The host adds one thing itself: the <see cref="Uploads.IShardTransport"/> that
    /// takes sealed shards to the workers.
    /// </summary>
    public static ISiloBuilder UseRlOrleans(this ISiloBuilder silo, Action<RlSiloOptions> configure)
    {
        var options = new RlSiloOptions();
        configure(options);
        silo.Services.AddOptions<RlSiloOptions>().Configure(configure).ValidateDataAnnotations().ValidateOnStart();
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.TryAddSingleton(EnvironmentRegistry.Default);
        silo.Services.TryAddSingleton(AlgorithmRegistry.Default);
        silo.Services.TryAddSingleton(RecipeBook.Default);
        silo.Services.TryAddSingleton<RunPlanner>();
        silo.Services.TryAddSingleton<RunArchive>();
        silo.Services.TryAddSingleton<CheckpointStore>();
        silo.Services.TryAddSingleton<PolicyStore>();
        silo.Services.AddKeyedSingleton<IGrainStorage, RunRecordStorage>(Names.RunStorage);
        AddStreams(silo);
        silo.AddFileGrainStorage(Names.EpisodeStorage, storage => storage.RootDirectory = Path.Combine(options.RunsFolder, ".shards"));
        return silo;
    }

    /// <summary>Makes the silo a cluster of its own, which nothing outside of this process takes part in.</summary>
    public static ISiloBuilder UseSoleSilo(this ISiloBuilder silo)
    {
        AddClustering(silo);
        return silo;
    }

    /// <summary>The streams of the runtime that this build is for.</summary>
    static partial void AddStreams(ISiloBuilder silo);

    /// <summary>The membership of the runtime that this build is for.</summary>
    static partial void AddClustering(ISiloBuilder silo);
}
