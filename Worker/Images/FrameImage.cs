using System.Runtime.Intrinsics;

namespace RlOrleans.Worker.Images;

/// <summary>Turns the frames of one shape into PNG images and back, bit for bit. Not safe for concurrent use.</summary>
internal sealed class FrameImage
{
    private const int ColourChannels = 3;

    private const float MaxByte = 255f;

    private readonly FrameShape _shape;
    private readonly bool _isInOrder;
    private readonly PngImage _png;
    private readonly byte[] _bytes;
    private readonly byte[] _pixels;

    public FrameImage(FrameShape shape)
    {
        _shape = shape;
        bool isColour = shape.Channels == ColourChannels;
        _png = new PngImage(isColour ? shape.Width : shape.Width * shape.Channels, shape.Height, isColour ? ColourChannels : 1);
        _isInOrder = isColour || shape.Channels == 1;
        _bytes = new byte[shape.Size];
        _pixels = _isInOrder ? _bytes : new byte[shape.Size];
    }

    /// <summary>Makes an image of a frame <c>[height, width, channels]</c>.</summary>
    /// <exception cref="ArgumentException">A number is not a byte's share of 255.</exception>
    public byte[] Encode(ReadOnlySpan<float> frame)
    {
        ToBytes(frame);
        if (!_isInOrder)
        {
            for (int row = 0; row < _shape.Height; row++)
            {
                ReadOnlySpan<byte> numbers = RowOf(_bytes, row);
                Span<byte> pixels = RowOf(_pixels, row);
                for (int channel = 0, place = 0; channel < _shape.Channels; channel++)
                {
                    for (int element = channel; element < numbers.Length; element += _shape.Channels)
                        pixels[place++] = numbers[element];
                }
            }
        }

        return _png.Encode(_pixels);
    }

    /// <summary>Reads the frame of an image.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or not one of this shape.</exception>
    public void Decode(ReadOnlySpan<byte> image, Span<float> frame)
    {
        _png.Decode(image, _pixels);
        if (!_isInOrder)
        {
            for (int row = 0; row < _shape.Height; row++)
            {
                ReadOnlySpan<byte> pixels = RowOf(_pixels, row);
                Span<byte> numbers = RowOf(_bytes, row);
                for (int channel = 0, place = 0; channel < _shape.Channels; channel++)
                {
                    for (int element = channel; element < numbers.Length; element += _shape.Channels)
                        numbers[element] = pixels[place++];
                }
            }
        }

        for (int i = 0; i < frame.Length; i++)
            frame[i] = _bytes[i] / MaxByte;
    }

    // Colours are in their order already; other channels go side by side, row by row.
    private Span<byte> RowOf(byte[] frame, int row)
    {
        int length = _shape.Width * _shape.Channels;
        return frame.AsSpan(row * length, length);
    }

    private void ToBytes(ReadOnlySpan<float> frame)
    {
        int i = 0;
        for (; i <= frame.Length - Vector512<byte>.Count; i += Vector512<byte>.Count)
        {
            // A number that is no byte's share ends here, and is named below.
            if (!TryToBytes(frame.Slice(i, Vector512<byte>.Count), _bytes.AsSpan(i)))
                break;
        }

        for (; i < frame.Length; i++)
        {
            float value = frame[i];
            byte number = (byte)MathF.Round(Math.Clamp(value, 0f, 1f) * MaxByte);
            if (number / MaxByte != value)
                throw new ArgumentException(FormattableString.Invariant($"Element {i} of a frame is {value:R}, which is no byte's share of 255."));
            _bytes[i] = number;
        }
    }

    private static bool TryToBytes(ReadOnlySpan<float> frame, Span<byte> bytes)
    {
        bool isExact = true;
        Vector512<ushort> low = Vector512.Narrow(Integers(frame, 0, ref isExact), Integers(frame, 1, ref isExact));
        Vector512<ushort> high = Vector512.Narrow(Integers(frame, 2, ref isExact), Integers(frame, 3, ref isExact));
        Vector512.Narrow(low, high).CopyTo(bytes);
        return isExact;

        static Vector512<uint> Integers(ReadOnlySpan<float> frame, int part, ref bool isExact)
        {
            Vector512<float> values = Vector512.Create(frame.Slice(part * Vector512<float>.Count, Vector512<float>.Count));
            Vector512<int> integers = Vector512.ConvertToInt32(Vector512.Round(values * MaxByte));
            isExact &= Vector512.EqualsAll(Vector512.ConvertToSingle(integers) / MaxByte, values) && Vector512.LessThanOrEqualAll(integers.AsUInt32(), Vector512.Create(255u));
            return integers.AsUInt32();
        }
    }
}
