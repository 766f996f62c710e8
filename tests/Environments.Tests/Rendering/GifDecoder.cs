using System.Buffers.Binary;

namespace RlOrleans.Environments.Tests.Rendering;

/// <summary>Reads animated GIFs after the specification of version 89a, with nothing of the writer's.</summary>
internal sealed class GifDecoder
{
    private readonly byte[] _file;
    private int _at;
    private int _transparent = -1;

    private GifDecoder(byte[] file) => _file = file;

    public int Width { get; private set; }

    public int Height { get; private set; }

    public bool RepeatsForEver { get; private set; }

    /// <summary>Each frame as it shows: [Height, Width], red, green and blue as one number.</summary>
    public List<int[]> Frames { get; } = [];

    public List<int> Hundredths { get; } = [];

    public static GifDecoder Read(byte[] file)
    {
        var decoder = new GifDecoder(file);
        decoder.Read();
        return decoder;
    }

    private void Read()
    {
        Assert.Equal("GIF89a"u8.ToArray(), Take(6));
        (Width, Height) = (Number(), Number());
        byte flags = Byte();
        Take(2);
        Assert.True((flags & 0x80) != 0);
        int[] colours = [.. Take(3 << ((flags & 7) + 1)).Chunk(3).Select(rgb => rgb[0] << 16 | rgb[1] << 8 | rgb[2])];
        var canvas = new int[Width * Height];
        for (byte block = Byte(); block != ';'; block = Byte())
        {
            if (block == 0x21)
                ReadExtension();
            else
                ReadFrame(block, colours, canvas);
        }

        Assert.Equal(_file.Length, _at);
    }

    private void ReadExtension()
    {
        byte label = Byte();
        byte[] data = Blocks();
        if (label == 0xF9)
            ReadControl(data);
        else if (label == 0xFF)
            RepeatsForEver = data.AsSpan(0, 11).SequenceEqual("NETSCAPE2.0"u8) && data.AsSpan(11).SequenceEqual((ReadOnlySpan<byte>)[1, 0, 0]);
    }

    private void ReadControl(byte[] data)
    {
        // What is drawn stays for the frames after it.
        Assert.Equal(1, data[0] >> 2 & 7);
        _transparent = (data[0] & 1) != 0 ? data[3] : -1;
        Hundredths.Add(BinaryPrimitives.ReadUInt16LittleEndian(data.AsSpan(1)));
    }

    private void ReadFrame(byte block, int[] colours, int[] canvas)
    {
        Assert.Equal((byte)',', block);
        (int left, int top, int width, int height) = (Number(), Number(), Number(), Number());
        Assert.Equal(0, Byte());
        byte[] indices = Decompress(Byte(), Blocks());
        Assert.Equal(width * height, indices.Length);
        Assert.True(left + width <= Width && top + height <= Height);
        for (int i = 0; i < indices.Length; i++)
        {
            if (indices[i] != _transparent)
                canvas[(top + i / width) * Width + left + i % width] = colours[indices[i]];
        }

        Frames.Add([.. canvas]);
    }

    private static byte[] Decompress(int bits, byte[] data)
    {
        int clear = 1 << bits, end = clear + 1, size = bits + 1, position = 0;
        var table = new List<byte[]>();
        var output = new List<byte>();
        byte[]? last = null;
        while (true)
        {
            int code = 0;
            for (int bit = 0; bit < size; bit++, position++)
                code |= (data[position / 8] >> (position % 8) & 1) << bit;
            if (code == end)
            {
                Assert.Equal(data.Length, (position + 7) / 8);
                return [.. output];
            }

            if (code == clear)
            {
                table = [.. Enumerable.Range(0, clear).Select(value => new[] { (byte)value }), [], []];
                (size, last) = (bits + 1, null);
                continue;
            }

            Assert.True(code < table.Count || (code == table.Count && last is not null), "A code that is not known yet.");
            byte[] entry = code < table.Count ? table[code] : [.. last!, last![0]];
            output.AddRange(entry);
            if (last is not null && table.Count < 4096)
                table.Add([.. last, entry[0]]);
            if (table.Count == 1 << size && size < 12)
                size++;
            last = entry;
        }
    }

    private byte[] Blocks()
    {
        var data = new List<byte>();
        for (int length = Byte(); length > 0; length = Byte())
            data.AddRange(Take(length));
        return [.. data];
    }

    private byte Byte() => _file[_at++];

    private int Number() => Byte() | Byte() << 8;

    private byte[] Take(int count)
    {
        _at += count;
        return _file[(_at - count).._at];
    }
}
