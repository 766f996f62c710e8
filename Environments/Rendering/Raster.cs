namespace RlOrleans.Environments.Rendering;

/// <summary>A picture of pixels, three bytes each: red, green, blue.</summary>
public sealed class Raster
{
    /// <summary>The most pixels along each side.</summary>
    public const int MaxSide = 4096;

    private readonly byte[] _pixels;

    /// <summary>Makes a black picture.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side is below 1 or above <see cref="MaxSide"/>.</exception>
    public Raster(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, MaxSide);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, MaxSide);
        (Width, Height) = (width, height);
        _pixels = new byte[width * height * 3];
    }

    /// <summary>Pixels from left to right.</summary>
    public int Width { get; }

    /// <summary>Pixels from top to bottom.</summary>
    public int Height { get; }

    /// <summary>All pixels, row by row from the top, <c>[Height, Width, 3]</c>.</summary>
    public Span<byte> Pixels => _pixels;

    /// <summary>A pixel.</summary>
    public Colour this[int x, int y]
    {
        get
        {
            int at = (y * Width + x) * 3;
            return new Colour(_pixels[at], _pixels[at + 1], _pixels[at + 2]);
        }
    }

    /// <summary>The bytes of one row.</summary>
    public Span<byte> Row(int y) => _pixels.AsSpan(y * Width * 3, Width * 3);

    /// <summary>Paints every pixel.</summary>
    public void Fill(Colour colour)
    {
        for (int at = 0; at < _pixels.Length; at += 3)
            (_pixels[at], _pixels[at + 1], _pixels[at + 2]) = (colour.Red, colour.Green, colour.Blue);
    }

    /// <summary>A raster of the scene's proportions, whose longer side has the given number of pixels.</summary>
    public static Raster For(Scene scene, int longerSide)
    {
        ArgumentNullException.ThrowIfNull(scene);
        double scale = longerSide / Math.Max(scene.Width, scene.Height);
        return new Raster(Math.Max(1, (int)Math.Round(scene.Width * scale)), Math.Max(1, (int)Math.Round(scene.Height * scale)));
    }
}
