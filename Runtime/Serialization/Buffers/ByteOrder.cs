namespace Orleans.Serialization.Buffers;

/// <summary>Turns blocks of numbers around on machines that store the most significant byte first.</summary>
internal static class ByteOrder
{
    public static void Reverse(Span<byte> numbers, int size)
    {
        for (int i = 0; i < numbers.Length; i += size)
        {
            numbers.Slice(i, size).Reverse();
        }
    }
}
