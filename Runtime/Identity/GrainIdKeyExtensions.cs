using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Orleans.Runtime;

/// <summary>
/// Keys inside a <see cref="GrainId"/>: an integer is upper-case hexadecimal, a GUID its 32 digits,
/// and the string of a compound key follows a plus sign.
/// </summary>
public static class GrainIdKeyExtensions
{
    /// <summary>Makes the key of an integer.</summary>
    /// <param name="key">The integer.</param>
    /// <returns>The key.</returns>
    public static IdSpan CreateIntegerKey(long key) => IdSpan.Create(key.ToString("X", CultureInfo.InvariantCulture));

    /// <summary>Makes the key of an integer and a string.</summary>
    /// <param name="key">The integer.</param>
    /// <param name="keyExtension">The string.</param>
    /// <returns>The key.</returns>
    public static IdSpan CreateIntegerKey(long key, string? keyExtension) =>
        string.IsNullOrWhiteSpace(keyExtension) ? CreateIntegerKey(key) : IdSpan.Create($"{key:X}+{keyExtension}");

    /// <summary>Makes the key of a GUID.</summary>
    /// <param name="key">The GUID.</param>
    /// <returns>The key.</returns>
    public static IdSpan CreateGuidKey(Guid key) => IdSpan.Create(key.ToString("N"));

    /// <summary>Makes the key of a GUID and a string.</summary>
    /// <param name="key">The GUID.</param>
    /// <param name="keyExtension">The string.</param>
    /// <returns>The key.</returns>
    public static IdSpan CreateGuidKey(Guid key, string? keyExtension) =>
        string.IsNullOrWhiteSpace(keyExtension) ? CreateGuidKey(key) : IdSpan.Create($"{key:N}+{keyExtension}");

    /// <summary>Reads an integer key.</summary>
    /// <param name="grainId">The identity.</param>
    /// <param name="key">The integer.</param>
    /// <param name="keyExt">The string of a compound key, or <see langword="null"/>.</param>
    /// <returns>Whether the key is an integer.</returns>
    public static bool TryGetIntegerKey(this GrainId grainId, out long key, out string? keyExt)
    {
        var span = Split(grainId, out keyExt);
        if (Utf8Parser.TryParse(span, out key, out var consumed, 'X') && consumed == span.Length)
        {
            return true;
        }

        keyExt = null;
        return false;
    }

    /// <summary>Reads a GUID key.</summary>
    /// <param name="grainId">The identity.</param>
    /// <param name="key">The GUID.</param>
    /// <param name="keyExt">The string of a compound key, or <see langword="null"/>.</param>
    /// <returns>Whether the key is a GUID.</returns>
    public static bool TryGetGuidKey(this GrainId grainId, out Guid key, out string? keyExt)
    {
        var span = Split(grainId, out keyExt);
        if (span.Length == 32 && Utf8Parser.TryParse(span, out key, out _, 'N'))
        {
            return true;
        }

        key = default;
        keyExt = null;
        return false;
    }

    /// <summary>Reads an integer key.</summary>
    /// <param name="grainId">The identity.</param>
    /// <returns>The integer.</returns>
    /// <exception cref="ArgumentException">The key is no integer.</exception>
    public static long GetIntegerKey(this GrainId grainId) => grainId.GetIntegerKey(out _);

    /// <summary>Reads an integer key.</summary>
    /// <param name="grainId">The identity.</param>
    /// <param name="keyExt">The string of a compound key, or <see langword="null"/>.</param>
    /// <returns>The integer.</returns>
    /// <exception cref="ArgumentException">The key is no integer.</exception>
    public static long GetIntegerKey(this GrainId grainId, out string? keyExt)
    {
        if (!grainId.TryGetIntegerKey(out var result, out keyExt))
        {
            ThrowInvalidKey(grainId, "an integer");
        }

        return result;
    }

    /// <summary>Reads a GUID key.</summary>
    /// <param name="grainId">The identity.</param>
    /// <returns>The GUID.</returns>
    /// <exception cref="ArgumentException">The key is no GUID.</exception>
    public static Guid GetGuidKey(this GrainId grainId) => grainId.GetGuidKey(out _);

    /// <summary>Reads a GUID key.</summary>
    /// <param name="grainId">The identity.</param>
    /// <param name="keyExt">The string of a compound key, or <see langword="null"/>.</param>
    /// <returns>The GUID.</returns>
    /// <exception cref="ArgumentException">The key is no GUID.</exception>
    public static Guid GetGuidKey(this GrainId grainId, out string? keyExt)
    {
        if (!grainId.TryGetGuidKey(out var result, out keyExt))
        {
            ThrowInvalidKey(grainId, "a GUID");
        }

        return result;
    }

    private static ReadOnlySpan<byte> Split(GrainId grainId, out string? keyExt)
    {
        var span = grainId.Key.AsSpan();
        var plus = span.IndexOf((byte)'+');
        if (plus < 0)
        {
            keyExt = null;
            return span;
        }

        keyExt = Encoding.UTF8.GetString(span[(plus + 1)..]);
        return span[..plus];
    }

    [DoesNotReturn]
    private static void ThrowInvalidKey(GrainId grainId, string expected) =>
        throw new ArgumentException($"The key of grain '{grainId}' is not {expected}.", nameof(grainId));
}
