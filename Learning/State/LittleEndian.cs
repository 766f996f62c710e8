using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RlOrleans.Learning;

/// <summary>Floats as little-endian bytes, the order of everything that is written or hashed.</summary>
internal static class LittleEndian
{
    public static ReadOnlySpan<byte> Bytes(ReadOnlySpan<float> values)
    {
        if (BitConverter.IsLittleEndian)
            return MemoryMarshal.AsBytes(values);
        int[] swapped = new int[values.Length];
        BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<float, int>(values), swapped);
        return MemoryMarshal.AsBytes<int>(swapped);
    }

    /// <summary>Turns floats that were filled from little-endian bytes into this machine's order.</summary>
    public static void FromLittleEndian(Span<float> values)
    {
        if (BitConverter.IsLittleEndian)
            return;
        Span<int> bits = MemoryMarshal.Cast<float, int>(values);
        BinaryPrimitives.ReverseEndianness(bits, bits);
    }
}
