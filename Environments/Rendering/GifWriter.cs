using System.Buffers.Binary;

namespace RlOrleans.Environments.Rendering;

/// <summary>
/// Writes films as animated GIF (version 89a) that repeats for ever. Each frame but the first holds only the rectangle in
/// which it differs from the one before, and of that only the pixels that do: the others are transparent.
/// </summary>
public static class GifWriter
{
    // Colours of a film hardly change: so many frames, spread over it, are enough to choose them.
    private const int CountedFrames = 40;
    private const int TableBits = 8;
    private const byte Transparent = ColourTable.Most;

    /// <summary>Writes the whole file.</summary>
    /// <param name="stream">Receives it.</param>
    /// <param name="film">What is shown.</param>
    /// <param name="longerSide">Pixels of the longer side; 16 to <see cref="Raster.MaxSide"/>.</param>
    public static void Write(Stream stream, Film film, int longerSide)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(film);
        ArgumentOutOfRangeException.ThrowIfLessThan(longerSide, 16);
        var rasteriser = new Rasteriser();
        Raster raster = Raster.For(film.Scenes[0], longerSide);
        ColourTable colours = Count(film, rasteriser, raster);
        WriteHeader(stream, raster, colours);

        byte[] before = [], now = new byte[raster.Width * raster.Height];
        long shownUntil = 0;
        for (int i = 0; i < film.Scenes.Count; i++)
        {
            rasteriser.Draw(film.Scenes[i], raster);
            Index(raster, colours, now);

            // Hundredths of a second, rounded so that their sum keeps to the time.
            bool last = i == film.Scenes.Count - 1;
            long until = (long)Math.Round(100.0 * (i + 1) / film.FramesPerSecond + (last ? 100 * film.LastFrameSeconds : 0));
            WriteFrame(stream, now, before, raster.Width, (int)Math.Min(until - shownUntil, ushort.MaxValue));
            shownUntil = until;
            if (before.Length == 0)
                before = new byte[now.Length];
            (before, now) = (now, before);
        }

        stream.WriteByte((byte)';');
    }

    private static ColourTable Count(Film film, Rasteriser rasteriser, Raster raster)
    {
        var colours = new ColourTable();
        int frames = Math.Min(CountedFrames, film.Scenes.Count);
        for (int i = 0; i < frames; i++)
        {
            rasteriser.Draw(film.Scenes[(int)((long)i * (film.Scenes.Count - 1) / Math.Max(1, frames - 1))], raster);
            colours.Count(raster);
        }

        colours.Choose();
        return colours;
    }

    private static void WriteHeader(Stream stream, Raster raster, ColourTable colours)
    {
        stream.Write("GIF89a"u8);
        WriteNumber(stream, raster.Width);
        WriteNumber(stream, raster.Height);
        stream.Write([0x80 | (TableBits - 1) << 4 | (TableBits - 1), 0, 0]);
        var table = new byte[3 << TableBits];
        for (int i = 0; i < colours.Colours.Length; i++)
        {
            Colour colour = colours.Colours[i];
            (table[3 * i], table[3 * i + 1], table[3 * i + 2]) = (colour.Red, colour.Green, colour.Blue);
        }

        stream.Write(table);
        stream.Write([0x21, 0xFF, 11, .. "NETSCAPE2.0"u8, 3, 1, 0, 0, 0]);
    }

    private static void Index(Raster raster, ColourTable colours, byte[] indices)
    {
        ReadOnlySpan<byte> pixels = raster.Pixels;
        int known = -1;
        byte index = 0;
        for (int i = 0; i < indices.Length; i++)
        {
            (byte red, byte green, byte blue) = (pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]);
            int rgb = red << 16 | green << 8 | blue;
            if (rgb != known)
                (known, index) = (rgb, colours.IndexOf(red, green, blue));
            indices[i] = index;
        }
    }

    private static void WriteFrame(Stream stream, byte[] now, byte[] before, int width, int hundredths)
    {
        (int left, int top, int right, int bottom) = Changed(now, before, width);
        const byte LeaveInPlace = 1 << 2, HasTransparency = 1;
        stream.Write([0x21, 0xF9, 4, LeaveInPlace | HasTransparency]);
        WriteNumber(stream, hundredths);
        stream.Write([Transparent, 0, (byte)',']);
        WriteNumber(stream, left);
        WriteNumber(stream, top);
        WriteNumber(stream, right - left);
        WriteNumber(stream, bottom - top);
        stream.Write([0, TableBits]);
        var part = new byte[(right - left) * (bottom - top)];
        for (int i = 0; i < part.Length; i++)
        {
            int pixel = (top + i / (right - left)) * width + left + i % (right - left);
            part[i] = before.Length > 0 && now[pixel] == before[pixel] ? Transparent : now[pixel];
        }

        LzwEncoder.Write(stream, part, TableBits);
    }

    // The smallest rectangle with all differences; one pixel where there are none, as a frame has to have some.
    private static (int Left, int Top, int Right, int Bottom) Changed(byte[] now, byte[] before, int width)
    {
        int height = now.Length / width;
        if (before.Length == 0)
            return (0, 0, width, height);
        (int left, int top, int right, int bottom) = (width, height, 0, 0);
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> row = now.AsSpan(y * width, width), other = before.AsSpan(y * width, width);
            int same = row.CommonPrefixLength(other);
            if (same == width)
                continue;
            int end = width;
            while (row[end - 1] == other[end - 1])
                end--;
            (left, right) = (Math.Min(left, same), Math.Max(right, end));
            (top, bottom) = (Math.Min(top, y), y + 1);
        }

        return right == 0 ? (0, 0, 1, 1) : (left, top, right, bottom);
    }

    private static void WriteNumber(Stream stream, int number)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)number);
        stream.Write(bytes);
    }
}
