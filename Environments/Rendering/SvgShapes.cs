using System.Globalization;
using System.Text;

namespace RlOrleans.Environments.Rendering;

/// <summary>Shapes as elements of SVG.</summary>
internal static class SvgShapes
{
    /// <summary>Appends a shape's element.</summary>
    public static void Append(StringBuilder svg, Shape shape)
    {
        switch (shape)
        {
            case RectangleShape rectangle:
                svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Number(rectangle.X)}\" y=\"{Number(rectangle.Y)}\" width=\"{Number(rectangle.Width)}\" height=\"{Number(rectangle.Height)}\"");
                if (rectangle.Radius > 0)
                    svg.Append(CultureInfo.InvariantCulture, $" rx=\"{Number(rectangle.Radius)}\"");
                svg.Append(CultureInfo.InvariantCulture, $" fill=\"{shape.Colour}\"/>");
                break;
            case CircleShape circle:
                svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{Number(circle.X)}\" cy=\"{Number(circle.Y)}\" r=\"{Number(circle.Radius)}\" fill=\"{shape.Colour}\"/>");
                break;
            case PathShape { StrokeWidth: 0 } polygon:
                svg.Append("<path d=\"");
                AppendLine(svg, polygon.Points.AsSpan());
                svg.Append(CultureInfo.InvariantCulture, $"Z\" fill=\"{shape.Colour}\"/>");
                break;
            case PathShape line:
                AppendStroke(svg, [line.Points.AsSpan().ToArray()], line.StrokeWidth, shape.Colour);
                break;
            case TextShape text:
                AppendStroke(svg, StrokeFont.Lines(text), text.Size * StrokeFont.StrokeShare, shape.Colour);
                break;
        }
    }

    /// <summary>A number with as many digits as can be seen.</summary>
    public static string Number(double value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture);

    private static void AppendStroke(StringBuilder svg, IEnumerable<Point[]> lines, double width, Colour colour)
    {
        svg.Append("<path d=\"");
        foreach (Point[] line in lines)
            AppendLine(svg, line);
        svg.Append(CultureInfo.InvariantCulture, $"\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{Number(width)}\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/>");
    }

    private static void AppendLine(StringBuilder svg, ReadOnlySpan<Point> points)
    {
        for (int i = 0; i < points.Length; i++)
            svg.Append(i == 0 ? 'M' : 'L').Append(Number(points[i].X)).Append(' ').Append(Number(points[i].Y));
    }
}
