using System.Buffers.Binary;
using System.IO.Compression;
using RlOrleans.Worker.Compression;

namespace RlOrleans.Worker.Images;

/// <summary>
/// PNG images of one size (ISO/IEC 15948): 8 bits a sample, grey or RGB, rows unfiltered, which suits the flat areas of
/// games. Reads what it writes. Not safe for concurrent use.
/// </summary>
internal sealed class PngImage(int width, int height, int channels)
{
    private const int HeaderLength = 13;
    private const int ChunkOverhead = 12;
    private const byte Grey = 0;
    private const byte Rgb = 2;

    private readonly int _rowBytes = width * channels;
    private readonly MemoryStream _compressed = new();

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Makes an image of pixels, row by row.</summary>
    public byte[] Encode(ReadOnlySpan<byte> pixels)
    {
        _compressed.SetLength(0);
        using (var deflate = new ZLibStream(_compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (int row = 0; row < height; row++)
            {
                deflate.WriteByte(0);
                deflate.Write(pixels.Slice(row * _rowBytes, _rowBytes));
            }
        }

        ReadOnlySpan<byte> data = _compressed.GetBuffer().AsSpan(0, (int)_compressed.Length);
        var image = new byte[Signature.Length + ChunkOverhead + HeaderLength + ChunkOverhead + data.Length + ChunkOverhead];
        Signature.CopyTo(image);
        Span<byte> rest = image.AsSpan(Signature.Length);
        rest = rest[WriteChunk(rest, "IHDR"u8, Header())..];
        rest = rest[WriteChunk(rest, "IDAT"u8, data)..];
        WriteChunk(rest, "IEND"u8, []);
        return image;
    }

    /// <summary>Reads the pixels of an image.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or of another size or kind.</exception>
    public void Decode(ReadOnlySpan<byte> image, Span<byte> pixels)
    {
        if (!image.StartsWith(Signature))
            throw new InvalidDataException("An image is no PNG.");
        image = image[Signature.Length..];
        if (!ReadChunk(ref image, "IHDR"u8).SequenceEqual(Header()))
            throw new InvalidDataException($"An image is not of {width} by {height} pixels with {channels} of 8 bits.");
        try
        {
            using var inflate = new ZLibStream(new MemoryStream(ReadChunk(ref image, "IDAT"u8).ToArray()), CompressionMode.Decompress);
            for (int row = 0; row < height; row++)
            {
                if (inflate.ReadByte() != 0)
                    throw new InvalidDataException("A row of an image is filtered.");
                inflate.ReadExactly(pixels.Slice(row * _rowBytes, _rowBytes));
            }
        }
        catch (EndOfStreamException error)
        {
            throw new InvalidDataException("An image ends too early.", error);
        }
    }

    private byte[] Header()
    {
        var header = new byte[HeaderLength];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = channels == 1 ? Grey : Rgb;
        return header;
    }

    // Length, type, data, and the checksum of type and data.
    private static int WriteChunk(Span<byte> destination, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        BinaryPrimitives.WriteInt32BigEndian(destination, data.Length);
        type.CopyTo(destination[4..]);
        data.CopyTo(destination[8..]);
        BinaryPrimitives.WriteUInt32BigEndian(destination[(8 + data.Length)..], Crc32.Compute(destination.Slice(4, 4 + data.Length)));
        return ChunkOverhead + data.Length;
    }

    private static ReadOnlySpan<byte> ReadChunk(ref ReadOnlySpan<byte> image, ReadOnlySpan<byte> type)
    {
        int length = image.Length < ChunkOverhead ? -1 : BinaryPrimitives.ReadInt32BigEndian(image);
        if (length < 0 || length > image.Length - ChunkOverhead || !image.Slice(4, 4).SequenceEqual(type))
            throw new InvalidDataException("An image's parts are not where they belong.");
        if (BinaryPrimitives.ReadUInt32BigEndian(image[(8 + length)..]) != Crc32.Compute(image.Slice(4, 4 + length)))
            throw new InvalidDataException("A checksum of an image does not match.");
        ReadOnlySpan<byte> data = image.Slice(8, length);
        image = image[(ChunkOverhead + length)..];
        return data;
    }
}
