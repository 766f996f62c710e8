using System.Collections.Immutable;

namespace RlOrleans.Environments.Rendering;

/// <summary>
/// A picture as a list of shapes, painted in the order in which they were added, in units of its own: whoever writes it
/// chooses how many pixels they become.
/// </summary>
public sealed class Scene
{
    private readonly List<Shape> _shapes = [];

    /// <summary>Units from the left to the right edge.</summary>
    public double Width { get; private set; } = 1;

    /// <summary>Units from the upper to the lower edge.</summary>
    public double Height { get; private set; } = 1;

    /// <summary>What is behind all shapes.</summary>
    public Colour Background { get; private set; }

    /// <summary>The shapes, the hindmost first.</summary>
    public IReadOnlyList<Shape> Shapes => _shapes;

    /// <summary>Starts a new picture.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It would have no area.</exception>
    public void Begin(double width, double height, Colour background)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        _shapes.Clear();
        (Width, Height, Background) = (width, height, background);
    }

    /// <summary>Makes the picture higher; what is there stays where it is.</summary>
    public void AddHeight(double height)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(height);
        Height += height;
    }

    /// <summary>Adds a filled rectangle.</summary>
    public void Rectangle(double x, double y, double width, double height, Colour colour, double radius = 0) =>
        _shapes.Add(new RectangleShape(x, y, width, height, radius, colour));

    /// <summary>Adds a filled circle.</summary>
    public void Circle(double x, double y, double radius, Colour colour) => _shapes.Add(new CircleShape(x, y, radius, colour));

    /// <summary>Adds a line with round ends.</summary>
    public void Line(double fromX, double fromY, double toX, double toY, double width, Colour colour) =>
        _shapes.Add(new PathShape([new Point(fromX, fromY), new Point(toX, toY)], width, colour));

    /// <summary>Adds a line through points, with round corners and ends.</summary>
    public void Polyline(ReadOnlySpan<Point> points, double width, Colour colour) =>
        _shapes.Add(new PathShape(ImmutableArray.Create(points), width, colour));

    /// <summary>Adds a filled polygon.</summary>
    public void Polygon(ReadOnlySpan<Point> points, Colour colour) => _shapes.Add(new PathShape(ImmutableArray.Create(points), 0, colour));

    /// <summary>Adds a line of text.</summary>
    /// <param name="x">Where its anchor is.</param>
    /// <param name="y">Its base line.</param>
    /// <param name="size">Height of a capital letter.</param>
    /// <param name="text">Letters, digits and common signs; small letters are written as capitals.</param>
    /// <param name="colour">What it is painted with.</param>
    /// <param name="anchor">Which part of it stands at x.</param>
    public void Text(double x, double y, double size, string text, Colour colour, TextAnchor anchor = TextAnchor.Start) =>
        _shapes.Add(new TextShape(x, y, size, text, anchor, colour));
}
