namespace RlOrleans.Environments.Rendering;

/// <summary>
/// At most 255 colours that stand for all that a film has: the most frequent ones, once colours that the eye can hardly
/// tell apart are taken together. Scenes are areas of few colours, so nearly all of what is lost is on their edges.
/// </summary>
internal sealed class ColourTable
{
    /// <summary>The most colours: of the 256 that a byte can name, one is left for what is transparent.</summary>
    public const int Most = 255;

    // Colours that agree in the upper bits of each channel share an entry.
    private const int BitsLeft = 5;
    private const int BitsDropped = 8 - BitsLeft;
    private const int CellCount = 1 << (3 * BitsLeft);

    private readonly int[] _counts = new int[CellCount];
    private readonly Dictionary<int, int>[] _exact = new Dictionary<int, int>[CellCount];
    private readonly Dictionary<int, byte> _indices = [];
    private Colour[] _colours = [];

    /// <summary>The colours, once chosen.</summary>
    public ReadOnlySpan<Colour> Colours => _colours;

    /// <summary>Counts the colours of a picture.</summary>
    public void Count(Raster raster)
    {
        Span<byte> pixels = raster.Pixels;
        for (int at = 0; at < pixels.Length; at += 3)
        {
            int rgb = pixels[at] << 16 | pixels[at + 1] << 8 | pixels[at + 2];
            int cell = Cell(rgb);
            _counts[cell]++;
            Dictionary<int, int> exact = _exact[cell] ??= [];
            exact[rgb] = exact.GetValueOrDefault(rgb) + 1;
        }
    }

    /// <summary>Chooses the colours from all that was counted: every one of them, if there are so few.</summary>
    public void Choose()
    {
        int[] all = [.. _exact.Where(exact => exact is not null).SelectMany(exact => exact.Keys).Take(Most + 1)];
        _colours = all.Length <= Most ? [.. all.Select(Colour.Of)] : MostFrequent();
    }

    /// <summary>The index of the colour that is nearest to a pixel's.</summary>
    public byte IndexOf(byte red, byte green, byte blue)
    {
        int rgb = red << 16 | green << 8 | blue;
        if (!_indices.TryGetValue(rgb, out byte index))
            _indices.Add(rgb, index = Nearest(red, green, blue));
        return index;
    }

    private Colour[] MostFrequent() =>
    [
        .. Enumerable.Range(0, CellCount)
            .Where(cell => _counts[cell] > 0)
            .OrderByDescending(cell => _counts[cell])
            .ThenBy(cell => cell)
            .Take(Most)
            .Select(cell => Colour.Of(_exact[cell].OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).First().Key)),
    ];

    private byte Nearest(int red, int green, int blue)
    {
        int best = 0, least = int.MaxValue;
        for (int i = 0; i < _colours.Length; i++)
        {
            (int r, int g, int b) = (_colours[i].Red - red, _colours[i].Green - green, _colours[i].Blue - blue);

            // The eye sees green best and blue least.
            int distance = 3 * r * r + 4 * g * g + 2 * b * b;
            if (distance < least)
                (best, least) = (i, distance);
        }

        return (byte)best;
    }

    private static int Cell(int rgb) =>
        (rgb >> (16 + BitsDropped) & 31) << (2 * BitsLeft) | (rgb >> (8 + BitsDropped) & 31) << BitsLeft | (rgb >> BitsDropped & 31);
}
