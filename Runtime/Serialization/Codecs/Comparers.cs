using Orleans.Serialization.Buffers;

namespace Orleans.Serialization.Codecs;

/// <summary>
/// The comparer of a dictionary or set, as one byte. A comparer that cannot be named is refused: the reader's collection
/// would not find what it holds.
/// </summary>
internal static class Comparers
{
    private const byte Default = 0;
    private const byte Ordinal = 1;
    private const byte OrdinalIgnoreCase = 2;
    private const byte Invariant = 3;
    private const byte InvariantIgnoreCase = 4;

    public static void Write<T>(ref Writer writer, IEqualityComparer<T>? comparer, Type collection)
    {
        if (comparer is null || comparer.Equals(EqualityComparer<T>.Default))
        {
            writer.WriteByte(Default);
            return;
        }

        byte known = 0;
        if (comparer is IEqualityComparer<string?> strings)
        {
            known = StringComparer.IsWellKnownOrdinalComparer(strings, out bool ignoreCase)
                ? ignoreCase ? OrdinalIgnoreCase : Ordinal
                : strings.Equals(StringComparer.InvariantCulture) ? Invariant
                : strings.Equals(StringComparer.InvariantCultureIgnoreCase) ? InvariantIgnoreCase
                : (byte)0;
        }

        writer.WriteByte(known != 0
            ? known
            : throw new SerializerException($"A {collection} compares with {comparer.GetType()}, which cannot be sent. Use the default comparer, or for strings the ordinal or invariant ones."));
    }

    public static IEqualityComparer<T>? Read<T>(ref Reader reader)
    {
        byte written = reader.ReadByte();
        StringComparer? strings = written switch
        {
            Default => null,
            Ordinal => StringComparer.Ordinal,
            OrdinalIgnoreCase => StringComparer.OrdinalIgnoreCase,
            Invariant => StringComparer.InvariantCulture,
            InvariantIgnoreCase => StringComparer.InvariantCultureIgnoreCase,
            _ => throw new SerializerException($"The message names comparer {written}, which does not exist."),
        };

        return strings is null
            ? null
            : strings as IEqualityComparer<T> ?? throw new SerializerException($"The message names a comparer of strings where keys are {typeof(T)}.");
    }

    /// <summary>Sorted collections keep the default order only.</summary>
    public static void RequireDefault<T>(IComparer<T> comparer, Type collection)
    {
        if (!ReferenceEquals(comparer, Comparer<T>.Default) && !comparer.Equals(Comparer<T>.Default))
        {
            throw new SerializerException($"A {collection} is sorted with {comparer.GetType()}, which cannot be sent. Use the default comparer.");
        }
    }
}
