using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RlOrleans.Environments;

/// <summary>Writes the fields of a snapshot, little-endian and without padding.</summary>
public readonly struct SnapshotWriter(IBufferWriter<byte> destination)
{
    /// <summary>Writes one byte.</summary>
    public void WriteByte(byte value) => destination.Write([value]);

    /// <summary>Writes a 32-bit integer.</summary>
    public void WriteInt32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(destination.GetSpan(sizeof(int)), value);
        destination.Advance(sizeof(int));
    }

    /// <summary>Writes an unsigned 32-bit integer.</summary>
    public void WriteUInt32(uint value) => WriteInt32((int)value);

    /// <summary>Writes an unsigned 64-bit integer.</summary>
    public void WriteUInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination.GetSpan(sizeof(ulong)), value);
        destination.Advance(sizeof(ulong));
    }

    /// <summary>Writes a float, bit for bit.</summary>
    public void WriteSingle(float value) => WriteInt32(BitConverter.SingleToInt32Bits(value));

    /// <summary>Writes a double, bit for bit.</summary>
    public void WriteDouble(double value) => WriteUInt64(BitConverter.DoubleToUInt64Bits(value));

    /// <summary>Writes bytes as they are; the reader has to know how many.</summary>
    public void WriteBytes(ReadOnlySpan<byte> value) => destination.Write(value);

    /// <summary>Writes floats, bit for bit; the reader has to know how many.</summary>
    public void WriteSingles(ReadOnlySpan<float> values)
    {
        if (BitConverter.IsLittleEndian)
            destination.Write(MemoryMarshal.AsBytes(values));
        else
            foreach (float value in values)
                WriteSingle(value);
    }
}
