using System.Collections.Immutable;

namespace RlOrleans.Environments.Rendering;

/// <summary>A place in a scene: x to the right, y down.</summary>
public readonly record struct Point(double X, double Y);

/// <summary>Which part of a text stands at its place.</summary>
public enum TextAnchor
{
    /// <summary>Its left end.</summary>
    Start,

    /// <summary>Its middle.</summary>
    Middle,

    /// <summary>Its right end.</summary>
    End,
}

/// <summary>One thing in a scene. Two shapes that look alike are equal.</summary>
/// <param name="Colour">What it is painted with.</param>
public abstract record Shape(Colour Colour);

/// <summary>A filled rectangle with rounded corners.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Upper edge.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
/// <param name="Radius">Radius of the corners; 0 for sharp ones.</param>
/// <param name="Colour">What it is painted with.</param>
public sealed record RectangleShape(double X, double Y, double Width, double Height, double Radius, Colour Colour) : Shape(Colour);

/// <summary>A filled circle.</summary>
/// <param name="X">Middle.</param>
/// <param name="Y">Middle.</param>
/// <param name="Radius">Radius.</param>
/// <param name="Colour">What it is painted with.</param>
public sealed record CircleShape(double X, double Y, double Radius, Colour Colour) : Shape(Colour);

/// <summary>A filled polygon, or a line through points with round ends.</summary>
/// <param name="Points">The corners.</param>
/// <param name="StrokeWidth">Width of the line; 0 for a filled polygon.</param>
/// <param name="Colour">What it is painted with.</param>
public sealed record PathShape(ImmutableArray<Point> Points, double StrokeWidth, Colour Colour) : Shape(Colour)
{
    /// <inheritdoc/>
    public bool Equals(PathShape? other) =>
        other is not null && Colour == other.Colour && StrokeWidth == other.StrokeWidth && Points.AsSpan().SequenceEqual(other.Points.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Colour);
        hash.Add(StrokeWidth);
        foreach (Point point in Points)
            hash.Add(point);
        return hash.ToHashCode();
    }
}

/// <summary>A line of text in <see cref="StrokeFont"/>.</summary>
/// <param name="X">Where its anchor is.</param>
/// <param name="Y">Its base line.</param>
/// <param name="Size">Height of a capital letter.</param>
/// <param name="Text">What it says.</param>
/// <param name="Anchor">Which part of it stands at X.</param>
/// <param name="Colour">What it is painted with.</param>
public sealed record TextShape(double X, double Y, double Size, string Text, TextAnchor Anchor, Colour Colour) : Shape(Colour);
