using System.Buffers;
using System.Text;

namespace RlOrleans.Environments;

/// <summary>
/// The frame around every snapshot: who it belongs to, and a checksum. Layout, little-endian:
/// magic "RLES" · format (1 byte) · length of id (1 byte) · id (UTF-8) · N (int32) · length of body (int32) · body ·
/// CRC-32C of all that precedes it (uint32).
/// </summary>
public static class SnapshotFrame
{
    private const byte Format = 1;

    private static ReadOnlySpan<byte> Magic => "RLES"u8;

    /// <summary>Writes a body with its frame.</summary>
    public static void Write(IBufferWriter<byte> destination, string environmentId, int lanes, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var framed = new ArrayBufferWriter<byte>(body.Length + 256);
        var writer = new SnapshotWriter(framed);
        byte[] id = Encoding.UTF8.GetBytes(environmentId);
        writer.WriteBytes(Magic);
        writer.WriteByte(Format);
        writer.WriteByte(checked((byte)id.Length));
        writer.WriteBytes(id);
        writer.WriteInt32(lanes);
        writer.WriteInt32(body.Length);
        writer.WriteBytes(body);
        writer.WriteUInt32(Crc32C.Compute(framed.WrittenSpan));
        destination.Write(framed.WrittenSpan);
    }

    /// <summary>Checks a frame and opens its body.</summary>
    /// <exception cref="InvalidDataException">The snapshot is damaged, or is of another environment or number of lanes.</exception>
    public static SnapshotReader Open(ReadOnlySpan<byte> source, string environmentId, int lanes)
    {
        var reader = new SnapshotReader(source);
        if (!reader.ReadBytes(Magic.Length).SequenceEqual(Magic))
            throw new InvalidDataException("This is no snapshot of an environment.");
        byte format = reader.ReadByte();
        if (format != Format)
            throw new InvalidDataException($"The snapshot has format {format}; this version reads format {Format}.");
        if (source.Length < sizeof(uint) || Crc32C.Compute(source[..^sizeof(uint)]) != new SnapshotReader(source[^sizeof(uint)..]).ReadUInt32())
            throw new InvalidDataException("The snapshot is damaged: its checksum does not match.");

        string id = Encoding.UTF8.GetString(reader.ReadBytes(reader.ReadByte()));
        if (id != environmentId)
            throw new InvalidDataException($"The snapshot is of {id}, not of {environmentId}.");
        int count = reader.ReadInt32();
        if (count != lanes)
            throw new InvalidDataException($"The snapshot has {count} lanes, not {lanes}.");
        int length = reader.ReadInt32();
        if (length != reader.Remaining - sizeof(uint))
            throw new InvalidDataException($"The snapshot says {length} bytes and has {reader.Remaining - sizeof(uint)}.");
        return new SnapshotReader(reader.ReadBytes(length));
    }
}
