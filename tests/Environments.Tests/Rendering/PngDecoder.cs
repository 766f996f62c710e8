using System.Buffers.Binary;
using System.IO.Compression;

namespace RlOrleans.Environments.Tests.Rendering;

/// <summary>Reads PNGs of eight bits a channel without transparency after the specification: every filter, every checksum.</summary>
internal static class PngDecoder
{
    public static (int Width, int Height, byte[] Pixels) Read(byte[] file)
    {
        Assert.Equal([137, 80, 78, 71, 13, 10, 26, 10], file[..8]);
        int at = 8;
        byte[] header = [];
        var compressed = new List<byte>();
        for (string type = ""; type != "IEND";)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            type = System.Text.Encoding.ASCII.GetString(file, at + 4, 4);
            byte[] data = file[(at + 8)..(at + 8 + length)];
            Assert.Equal(Crc(file.AsSpan(at + 4, length + 4)), BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + length)));
            if (type == "IHDR")
                header = data;
            else if (type == "IDAT")
                compressed.AddRange(data);
            at += length + 12;
        }

        Assert.Equal(file.Length, at);
        Assert.Equal([8, 2, 0, 0, 0], header[8..]);
        int width = BinaryPrimitives.ReadInt32BigEndian(header), height = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4));
        using var zlib = new ZLibStream(new MemoryStream([.. compressed]), CompressionMode.Decompress);
        using var raw = new MemoryStream();
        zlib.CopyTo(raw);
        return (width, height, Unfilter(raw.ToArray(), width, height));
    }

    private static byte[] Unfilter(byte[] raw, int width, int height)
    {
        int stride = 3 * width;
        Assert.Equal((stride + 1) * height, raw.Length);
        var pixels = new byte[stride * height];
        for (int y = 0; y < height; y++)
        {
            for (int i = 0; i < stride; i++)
            {
                byte left = i >= 3 ? pixels[y * stride + i - 3] : (byte)0, above = y > 0 ? pixels[(y - 1) * stride + i] : (byte)0;
                byte predicted = raw[y * (stride + 1)] switch
                {
                    0 => 0,
                    1 => left,
                    2 => above,
                    _ => throw new InvalidDataException("A filter that the writer is not meant to use."),
                };
                pixels[y * stride + i] = (byte)(raw[y * (stride + 1) + 1 + i] + predicted);
            }
        }

        return pixels;
    }

    private static uint Crc(ReadOnlySpan<byte> data)
    {
        uint crc = 0xFFFFFFFF;
        foreach (byte value in data)
        {
            uint part = (crc ^ value) & 0xFF;
            for (int bit = 0; bit < 8; bit++)
                part = (part & 1) == 1 ? 0xEDB88320 ^ (part >> 1) : part >> 1;
            crc = part ^ (crc >> 8);
        }

        return ~crc;
    }
}
