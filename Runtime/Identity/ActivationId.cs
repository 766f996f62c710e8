namespace Orleans.Runtime;

/// <summary>The identity of one activation of a grain.</summary>
public readonly struct ActivationId : IEquatable<ActivationId>, ISpanFormattable
{
    private readonly Guid _key;

    /// <summary>Creates an identity.</summary>
    /// <param name="key">The GUID.</param>
    public ActivationId(Guid key) => _key = key;

    /// <summary>Whether it is empty.</summary>
    public bool IsDefault => _key == Guid.Empty;

    internal Guid Key => _key;

    /// <summary>Makes a new identity.</summary>
    /// <returns>The identity.</returns>
    public static ActivationId NewId() => new(Guid.NewGuid());

    /// <summary>Reads what <see cref="ToParsableString"/> wrote.</summary>
    /// <param name="activationId">The text.</param>
    /// <returns>The identity.</returns>
    public static ActivationId FromParsableString(string activationId) => new(Guid.ParseExact(activationId.AsSpan(1), "N"));

    /// <inheritdoc/>
    public bool Equals(ActivationId other) => _key == other._key;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ActivationId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _key.GetHashCode();

    /// <summary>The text that <see cref="FromParsableString"/> reads.</summary>
    /// <returns>The text.</returns>
    public string ToParsableString() => ToString();

    /// <inheritdoc/>
    public override string ToString() => $"@{_key:N}";

    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => ToString();

    bool ISpanFormattable.TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        destination.TryWrite($"@{_key:N}", out charsWritten);

    /// <summary>Compares two identities.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they are equal.</returns>
    public static bool operator ==(ActivationId left, ActivationId right) => left.Equals(right);

    /// <summary>Compares two identities.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they differ.</returns>
    public static bool operator !=(ActivationId left, ActivationId right) => !left.Equals(right);
}
