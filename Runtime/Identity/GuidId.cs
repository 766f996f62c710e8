namespace Orleans.Runtime;

/// <summary>A GUID as an identity.</summary>
public sealed class GuidId : IEquatable<GuidId>, IComparable<GuidId>
{
    private GuidId(Guid guid) => Guid = guid;

    /// <summary>The GUID.</summary>
    public Guid Guid { get; }

    /// <summary>Makes a new identity.</summary>
    /// <returns>The identity.</returns>
    public static GuidId GetNewGuidId() => new(Guid.NewGuid());

    /// <summary>Makes the identity of a GUID.</summary>
    /// <param name="guid">The GUID.</param>
    /// <returns>The identity.</returns>
    public static GuidId GetGuidId(Guid guid) => new(guid);

    /// <inheritdoc/>
    public int CompareTo(GuidId? other) => other is null ? 1 : Guid.CompareTo(other.Guid);

    /// <inheritdoc/>
    public bool Equals(GuidId? other) => other is not null && Guid == other.Guid;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GuidId);

    /// <inheritdoc/>
    public override int GetHashCode() => Guid.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => Guid.ToString();
}
