using System.Buffers.Binary;
using System.IO.Compression;

namespace RlOrleans.Environments.Rendering;

/// <summary>Writes a raster as PNG (ISO/IEC 15948): eight bits a channel, no transparency.</summary>
public static class PngWriter
{
    private const byte BitDepth = 8;
    private const byte TrueColour = 2;
    private const byte UpFilter = 2;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Writes the whole file.</summary>
    public static void Write(Stream stream, Raster raster)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(raster);
        stream.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, raster.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], raster.Height);
        header[8] = BitDepth;
        header[9] = TrueColour;
        header[10..].Clear();
        WriteChunk(stream, "IHDR"u8, header);
        WriteChunk(stream, "IDAT"u8, Compress(raster));
        WriteChunk(stream, "IEND"u8, []);
    }

    // Every row as its difference from the one above: most of a scene is areas of one colour.
    private static byte[] Compress(Raster raster)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var line = new byte[1 + raster.Width * 3];
            line[0] = UpFilter;
            for (int y = 0; y < raster.Height; y++)
            {
                ReadOnlySpan<byte> row = raster.Row(y);
                row.CopyTo(line.AsSpan(1));
                if (y > 0)
                {
                    ReadOnlySpan<byte> above = raster.Row(y - 1);
                    for (int i = 0; i < row.Length; i++)
                        line[1 + i] -= above[i];
                }

                zlib.Write(line);
            }
        }

        return compressed.ToArray();
    }

    private static void WriteChunk(Stream stream, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        stream.Write(number);
        stream.Write(type);
        stream.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, type), data));
        stream.Write(number);
    }

    // CRC-32 with the reflected polynomial 0xEDB88320, bit by bit: compression takes far longer.
    private static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
        }

        return crc;
    }
}
