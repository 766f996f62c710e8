namespace Orleans.Runtime;

/// <summary>
/// Knows on which silo each grain is active. The directory of a cluster stands behind it; a single silo needs none,
/// because its catalog is the whole truth.
/// </summary>
internal interface IGrainLocator
{
    /// <summary>Claims a grain for an activation.</summary>
    /// <exception cref="Exception">Another silo has it, or the directory cannot be reached: the activation fails.</exception>
    ValueTask Register(GrainAddress address, CancellationToken cancellationToken);

    /// <summary>Gives up a claim.</summary>
    ValueTask Unregister(GrainAddress address);

    /// <summary>Says which silo a call goes to, which places the grain if it is not active anywhere.</summary>
    ValueTask<SiloAddress> Locate(GrainId grainId);
}
