using System.Globalization;
using System.Text;

namespace Orleans.Runtime;

/// <summary>The identity of a stream within its provider: a namespace and a key.</summary>
[GenerateSerializer, Immutable]
public readonly struct StreamId : IEquatable<StreamId>, IComparable<StreamId>, ISpanFormattable
{
    [Id(0)]
    private readonly string? _namespace;

    [Id(1)]
    private readonly string? _key;

    [Id(2)]
    private readonly int _hash;

    private StreamId(string? ns, string key)
    {
        _namespace = string.IsNullOrEmpty(ns) ? null : ns;
        _key = key;
        _hash = StableHash.Compute(Encoding.UTF8.GetBytes($"{_namespace}/{key}"));
    }

    /// <summary>The namespace as UTF-8.</summary>
    public ReadOnlyMemory<byte> Namespace => _namespace is null ? default : Encoding.UTF8.GetBytes(_namespace);

    /// <summary>The key as UTF-8.</summary>
    public ReadOnlyMemory<byte> Key => Encoding.UTF8.GetBytes(_key ?? string.Empty);

    /// <summary>Namespace and key as UTF-8.</summary>
    public ReadOnlyMemory<byte> FullKey => Encoding.UTF8.GetBytes(_namespace + _key);

    /// <summary>Creates an identity.</summary>
    /// <param name="ns">The namespace, or <see langword="null"/>.</param>
    /// <param name="key">The key.</param>
    /// <returns>The identity.</returns>
    public static StreamId Create(string? ns, Guid key) => new(ns, key.ToString("N"));

    /// <summary>Creates an identity.</summary>
    /// <param name="ns">The namespace, or <see langword="null"/>.</param>
    /// <param name="key">The key.</param>
    /// <returns>The identity.</returns>
    public static StreamId Create(string? ns, long key) => new(ns, key.ToString("X", CultureInfo.InvariantCulture));

    /// <summary>Creates an identity.</summary>
    /// <param name="ns">The namespace, or <see langword="null"/>.</param>
    /// <param name="key">The key.</param>
    /// <returns>The identity.</returns>
    public static StreamId Create(string? ns, string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new StreamId(ns, key);
    }

    /// <summary>Creates an identity.</summary>
    /// <param name="ns">The namespace as UTF-8.</param>
    /// <param name="key">The key as UTF-8.</param>
    /// <returns>The identity.</returns>
    public static StreamId Create(ReadOnlySpan<byte> ns, ReadOnlySpan<byte> key) => new(Encoding.UTF8.GetString(ns), Encoding.UTF8.GetString(key));

    /// <summary>Reads <c>namespace/key</c>.</summary>
    /// <param name="value">The text as UTF-8.</param>
    /// <returns>The identity.</returns>
    /// <exception cref="ArgumentException">There is no slash.</exception>
    public static StreamId Parse(ReadOnlySpan<byte> value)
    {
        var slash = value.IndexOf((byte)'/');
        if (slash < 0)
        {
            throw new ArgumentException($"'{Encoding.UTF8.GetString(value)}' is not a stream id; expected 'namespace/key'.", nameof(value));
        }

        return Create(value[..slash], value[(slash + 1)..]);
    }

    /// <summary>The key as text.</summary>
    /// <returns>The key.</returns>
    public string GetKeyAsString() => _key ?? string.Empty;

    /// <summary>The namespace as text.</summary>
    /// <returns>The namespace, or <see langword="null"/>.</returns>
    public string? GetNamespace() => _namespace;

    /// <inheritdoc/>
    public bool Equals(StreamId other) => _hash == other._hash && _key == other._key && _namespace == other._namespace;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is StreamId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <inheritdoc/>
    public int CompareTo(StreamId other)
    {
        var byNamespace = string.CompareOrdinal(_namespace, other._namespace);
        return byNamespace != 0 ? byNamespace : string.CompareOrdinal(_key, other._key);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{_namespace ?? "null"}/{_key}";

    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => ToString();

    bool ISpanFormattable.TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        destination.TryWrite($"{_namespace ?? "null"}/{_key}", out charsWritten);

    /// <summary>Compares two identities.</summary>
    /// <param name="s1">One.</param>
    /// <param name="s2">The other.</param>
    /// <returns>Whether they are equal.</returns>
    public static bool operator ==(StreamId s1, StreamId s2) => s1.Equals(s2);

    /// <summary>Compares two identities.</summary>
    /// <param name="s1">One.</param>
    /// <param name="s2">The other.</param>
    /// <returns>Whether they differ.</returns>
    public static bool operator !=(StreamId s1, StreamId s2) => !s1.Equals(s2);
}
