namespace RlOrleans.Worker.Images;

/// <summary>Turns the frames of one shape into PNG images and back, bit for bit. Not safe for concurrent use.</summary>
internal sealed class FrameImage
{
    private const int ColourChannels = 3;

    private static readonly float[] Shares = [.. Enumerable.Range(0, 256).Select(value => value / 255f)];

    private readonly FrameShape _shape;
    private readonly bool _isColour;
    private readonly PngImage _png;
    private readonly byte[] _pixels;

    public FrameImage(FrameShape shape)
    {
        _shape = shape;
        _isColour = shape.Channels == ColourChannels;
        _png = new PngImage(_isColour ? shape.Width : shape.Width * shape.Channels, shape.Height, _isColour ? ColourChannels : 1);
        _pixels = new byte[shape.Size];
    }

    /// <summary>Makes an image of a frame <c>[height, width, channels]</c>.</summary>
    /// <exception cref="ArgumentException">A number is not a byte's share of 255.</exception>
    public byte[] Encode(ReadOnlySpan<float> frame)
    {
        for (int i = 0; i < frame.Length; i++)
        {
            float value = frame[i];
            byte pixel = (byte)MathF.Round(Math.Clamp(value, 0f, 1f) * 255f);
            if (Shares[pixel] != value)
                throw new ArgumentException(FormattableString.Invariant($"Element {i} of a frame is {value:R}, which is no byte's share of 255."));
            _pixels[PlaceOf(i)] = pixel;
        }

        return _png.Encode(_pixels);
    }

    /// <summary>Reads the frame of an image.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or not one of this shape.</exception>
    public void Decode(ReadOnlySpan<byte> image, Span<float> frame)
    {
        _png.Decode(image, _pixels);
        for (int i = 0; i < frame.Length; i++)
            frame[i] = Shares[_pixels[PlaceOf(i)]];
    }

    // Colours are in their order already; other channels go side by side.
    private int PlaceOf(int element)
    {
        if (_isColour || _shape.Channels == 1)
            return element;
        (int pixel, int channel) = Math.DivRem(element, _shape.Channels);
        (int row, int column) = Math.DivRem(pixel, _shape.Width);
        return (((row * _shape.Channels) + channel) * _shape.Width) + column;
    }
}
