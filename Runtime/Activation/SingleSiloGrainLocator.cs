namespace Orleans.Runtime;

/// <summary>All grains are here.</summary>
internal sealed class SingleSiloGrainLocator(ILocalSiloDetails silo) : IGrainLocator
{
    public ValueTask Register(GrainAddress address, CancellationToken cancellationToken) => default;

    public ValueTask Unregister(GrainAddress address) => default;

    public ValueTask<SiloAddress> Locate(GrainId grainId) => new(silo.SiloAddress);
}
