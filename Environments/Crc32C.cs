using System.Buffers.Binary;
using System.Numerics;

namespace RlOrleans;

/// <summary>CRC-32C (Castagnoli): all bits set at the start, inverted at the end; by the processor's instruction where it has one.</summary>
/// <remarks>The file is compiled into Environments and Grains.</remarks>
internal static class Crc32C
{
    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }
}
