using System.Collections.Immutable;
using System.Globalization;

namespace RlOrleans.Learning;

/// <summary>The shape of one observation, or of one layer's output: an image with channels last, or a plain row.</summary>
/// <param name="Height">Rows of the image; 1 for a plain row.</param>
/// <param name="Width">Columns of the image; 1 for a plain row.</param>
/// <param name="Channels">Values at each place; the length of a plain row.</param>
public readonly record struct TensorShape(int Height, int Width, int Channels)
{
    /// <summary>Floats in all.</summary>
    public int Size => Height * Width * Channels;

    /// <summary>Whether it is an image.</summary>
    public bool IsImage => Height > 1 || Width > 1;

    /// <summary>A plain row.</summary>
    public static implicit operator TensorShape(int size) => new(1, 1, size);

    /// <summary>The shape of a space: three dimensions are [height, width, channels], two are an image of one channel, others a row.</summary>
    public static TensorShape Of(ImmutableArray<int> dimensions) => dimensions.Length switch
    {
        3 => new TensorShape(dimensions[0], dimensions[1], dimensions[2]),
        2 => new TensorShape(dimensions[0], dimensions[1], 1),
        _ => dimensions.Aggregate(1, (size, dimension) => size * dimension),
    };

    /// <inheritdoc/>
    public override string ToString() => IsImage
        ? string.Create(CultureInfo.InvariantCulture, $"{Height}x{Width}x{Channels}")
        : Channels.ToString(CultureInfo.InvariantCulture);
}
