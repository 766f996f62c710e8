namespace Orleans.Serialization.Codecs;

/// <summary>Refuses numbers that do not fit the type they are read as.</summary>
internal static class IntegerRange
{
    public static ulong CheckUnsigned(ulong value, ulong largest) =>
        value <= largest ? value : throw OutOfRange(value, 0, largest);

    public static long CheckSigned(long value, long smallest, long largest) =>
        value >= smallest && value <= largest ? value : throw OutOfRange(value, smallest, largest);

    private static SerializerException OutOfRange(object value, object smallest, object largest) =>
        new($"The message holds the number {value} where only {smallest} to {largest} fit.");
}
