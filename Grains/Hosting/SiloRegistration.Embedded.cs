namespace RlOrleans.Hosting;

public static partial class SiloRegistration
{
    static partial void AddStreams(ISiloBuilder silo) => silo.AddMemoryStreams(Names.StreamProvider);

    // A silo of the embedded runtime is alone until it is told of a cluster.
    static partial void AddClustering(ISiloBuilder silo)
    {
    }
}
