using System.Collections.Immutable;
using System.Globalization;

namespace RlOrleans.Worker.Images;

/// <summary>The shape of observations that are frames, <c>[height, width, channels]</c>, as it is kept in an image.</summary>
/// <remarks>
/// Each number is a byte's share of 255, so the image has no loss. One channel is grey and three are red, green and blue;
/// any other number, as of stacked frames, are grey images side by side.
/// </remarks>
/// <param name="Height">Rows of pixels.</param>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Channels">Numbers at each pixel.</param>
public sealed record FrameShape(int Height, int Width, int Channels)
{
    private const int Dimensions = 3;

    /// <summary>Numbers in a frame.</summary>
    internal int Size => Height * Width * Channels;

    /// <summary>The shape, or null where there is none.</summary>
    /// <exception cref="ArgumentException">It is not one of images.</exception>
    internal static FrameShape? Of(ImmutableArray<int> shape)
    {
        if (shape.IsDefaultOrEmpty)
            return null;
        return shape.Length == Dimensions && shape.All(extent => extent is > 0 and <= 4096)
            ? new FrameShape(shape[0], shape[1], shape[2])
            : throw new ArgumentException($"A frame's shape is [{string.Join(", ", shape)}]: it must be height, width and channels, each 1 to 4096.");
    }

    /// <summary>Reads what <see cref="ToString"/> wrote; null if it is no shape.</summary>
    internal static FrameShape? TryParse(string? text)
    {
        int[] extents = [.. (text ?? "").Split('x').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int extent) ? extent : 0)];
        return extents.Length == Dimensions && extents.All(extent => extent is > 0 and <= 4096) ? new FrameShape(extents[0], extents[1], extents[2]) : null;
    }

    /// <summary>As in <c>84x84x4</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Height}x{Width}x{Channels}");
}
