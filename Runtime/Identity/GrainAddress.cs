namespace Orleans.Runtime;

/// <summary>Where an activation of a grain lives; an entry of the grain directory.</summary>
public sealed class GrainAddress : IEquatable<GrainAddress>
{
    /// <summary>The grain.</summary>
    public GrainId GrainId { get; init; }

    /// <summary>The activation.</summary>
    public ActivationId ActivationId { get; init; }

    /// <summary>The silo it lives on.</summary>
    public SiloAddress? SiloAddress { get; init; }

    /// <summary>The version of the membership at which it was registered.</summary>
    public MembershipVersion MembershipVersion { get; init; } = MembershipVersion.MinValue;

    /// <summary>Whether the address names a grain, an activation and a silo.</summary>
    public bool IsComplete => !GrainId.IsDefault && !ActivationId.IsDefault && SiloAddress is not null;

    /// <summary>Whether both name the same activation on the same silo, whatever the membership version.</summary>
    /// <param name="other">The other.</param>
    /// <returns>Whether they match.</returns>
    public bool Matches(GrainAddress? other) =>
        other is not null && GrainId == other.GrainId && ActivationId == other.ActivationId && Equals(SiloAddress, other.SiloAddress);

    /// <inheritdoc/>
    public bool Equals(GrainAddress? other) => Matches(other) && MembershipVersion == other!.MembershipVersion;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GrainAddress);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(GrainId, ActivationId, SiloAddress);

    /// <inheritdoc/>
    public override string ToString() => $"[GrainAddress GrainId={GrainId}, ActivationId={ActivationId}, SiloAddress={SiloAddress}]";
}
