using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Orleans.Runtime;

/// <summary>The address of one incarnation of a silo: an endpoint and a generation, written <c>ip:port@generation</c>.</summary>
public sealed class SiloAddress : IEquatable<SiloAddress>, IComparable<SiloAddress>, ISpanFormattable, IParsable<SiloAddress>
{
    private static int s_lastGeneration;

    private SiloAddress(IPEndPoint endpoint, int generation)
    {
        Endpoint = endpoint;
        Generation = generation;
    }

    /// <summary>No address.</summary>
    public static SiloAddress Zero { get; } = New(new IPEndPoint(IPAddress.Any, 0), 0);

    /// <summary>The endpoint.</summary>
    public IPEndPoint Endpoint { get; }

    /// <summary>Tells a restarted silo from its predecessor at the same endpoint; negative for clients.</summary>
    public int Generation { get; }

    /// <summary>Whether the address is a client's.</summary>
    public bool IsClient => Generation < 0;

    /// <summary>Creates an address.</summary>
    /// <param name="ep">The endpoint.</param>
    /// <param name="gen">The generation.</param>
    /// <returns>The address.</returns>
    public static SiloAddress New(IPEndPoint ep, int gen)
    {
        ArgumentNullException.ThrowIfNull(ep);
        return new SiloAddress(ep, gen);
    }

    /// <summary>Creates an address.</summary>
    /// <param name="address">The IP address.</param>
    /// <param name="port">The port.</param>
    /// <param name="generation">The generation.</param>
    /// <returns>The address.</returns>
    public static SiloAddress New(IPAddress address, int port, int generation) => New(new IPEndPoint(address, port), generation);

    /// <summary>Makes a generation that is larger than any made before on this machine: seconds since 2022.</summary>
    /// <returns>The generation.</returns>
    public static int AllocateNewGeneration() => AllocateNewGeneration(TimeProvider.System);

    /// <summary>Reads <c>ip:port@generation</c>.</summary>
    /// <param name="addr">The text.</param>
    /// <returns>The address.</returns>
    public static SiloAddress FromParsableString(string addr) => Parse(addr);

    /// <summary>Reads <c>ip:port@generation</c>.</summary>
    /// <param name="value">The text.</param>
    /// <returns>The address.</returns>
    /// <exception cref="FormatException">The text is no address.</exception>
    public static SiloAddress Parse(string value) =>
        TryParse(value, out var result) ? result : throw new FormatException($"'{value}' is not a silo address; expected 'ip:port@generation'.");

    /// <summary>Reads <c>ip:port@generation</c>.</summary>
    /// <param name="value">The text.</param>
    /// <param name="result">The address.</param>
    /// <returns>Whether the text was one.</returns>
    public static bool TryParse([NotNullWhen(true)] string? value, [NotNullWhen(true)] out SiloAddress? result)
    {
        result = null;
        var at = value?.LastIndexOf('@') ?? -1;
        if (at <= 0
            || !IPEndPoint.TryParse(value.AsSpan(0, at), out var endpoint)
            || !int.TryParse(value.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var generation))
        {
            return false;
        }

        result = New(endpoint, generation);
        return true;
    }

    static SiloAddress IParsable<SiloAddress>.Parse(string value, IFormatProvider? provider) => Parse(value);

    static bool IParsable<SiloAddress>.TryParse([NotNullWhen(true)] string? value, IFormatProvider? provider, [NotNullWhen(true)] out SiloAddress? result) =>
        TryParse(value, out result);

    /// <summary>Whether this address is an earlier incarnation of the other.</summary>
    /// <param name="other">The other.</param>
    /// <returns>Whether it is.</returns>
    public bool IsPredecessorOf(SiloAddress other) => Endpoint.Equals(other.Endpoint) && Generation < other.Generation;

    /// <summary>Whether this address is a later incarnation of the other.</summary>
    /// <param name="other">The other.</param>
    /// <returns>Whether it is.</returns>
    public bool IsSuccessorOf(SiloAddress other) => other.IsPredecessorOf(this);

    /// <summary>A hash that every process computes alike.</summary>
    /// <returns>The hash.</returns>
    public int GetConsistentHashCode() => StableHash.Compute(System.Text.Encoding.UTF8.GetBytes(ToString()));

    /// <inheritdoc/>
    public bool Equals(SiloAddress? other) => other is not null && Generation == other.Generation && Endpoint.Equals(other.Endpoint);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SiloAddress);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Endpoint, Generation);

    /// <inheritdoc/>
    public int CompareTo(SiloAddress? other)
    {
        if (other is null)
        {
            return 1;
        }

        var byGeneration = Generation.CompareTo(other.Generation);
        if (byGeneration != 0)
        {
            return byGeneration;
        }

        var byPort = Endpoint.Port.CompareTo(other.Endpoint.Port);
        return byPort != 0 ? byPort : Endpoint.Address.GetAddressBytes().AsSpan().SequenceCompareTo(other.Endpoint.Address.GetAddressBytes());
    }

    /// <summary>The text that <see cref="FromParsableString"/> reads.</summary>
    /// <returns>The text.</returns>
    public string ToParsableString() => ToString();

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Endpoint}@{Generation}");

    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => ToString();

    bool ISpanFormattable.TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        destination.TryWrite(CultureInfo.InvariantCulture, $"{Endpoint}@{Generation}", out charsWritten);

    internal static int AllocateNewGeneration(TimeProvider timeProvider)
    {
        var epoch = new DateTimeOffset(2022, 1, 1, 0, 0, 0, TimeSpan.Zero);
        while (true)
        {
            var last = Volatile.Read(ref s_lastGeneration);

            // Two silos started in one process within a second must differ as well.
            var next = Math.Max(last + 1, (int)(timeProvider.GetUtcNow() - epoch).TotalSeconds);
            if (Interlocked.CompareExchange(ref s_lastGeneration, next, last) == last)
            {
                return next;
            }
        }
    }
}
