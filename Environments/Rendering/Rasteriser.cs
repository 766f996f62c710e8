namespace RlOrleans.Environments.Rendering;

/// <summary>
/// Paints scenes as pixels with smooth edges. Every shape becomes closed outlines that turn the same way, so that where
/// several of one shape overlap they are one area. Keeps its buffers: one instance draws many frames. Not safe for
/// concurrent use.
/// </summary>
public sealed class Rasteriser
{
    private const int RoundCorners = 12;

    private readonly AreaFiller _area = new();

    /// <summary>Paints a scene as large as it fits, in the middle.</summary>
    public void Draw(Scene scene, Raster raster)
    {
        ArgumentNullException.ThrowIfNull(scene);
        ArgumentNullException.ThrowIfNull(raster);
        raster.Fill(scene.Background);
        double scale = Math.Min(raster.Width / scene.Width, raster.Height / scene.Height);
        var view = new View(scale, (raster.Width - scene.Width * scale) / 2, (raster.Height - scene.Height * scale) / 2);
        foreach (Shape shape in scene.Shapes)
        {
            _area.Clear();
            Outline(shape, view);
            _area.Fill(raster, shape.Colour);
        }
    }

    private void Outline(Shape shape, View view)
    {
        switch (shape)
        {
            case RectangleShape rectangle:
                OutlineRectangle(rectangle, view);
                break;
            case CircleShape circle:
                OutlineCircle(view.Of(new Point(circle.X, circle.Y)), circle.Radius * view.Scale);
                break;
            case PathShape { StrokeWidth: 0 } polygon:
                _area.AddOutline([.. polygon.Points.Select(view.Of)]);
                break;
            case PathShape line:
                OutlineStroke([.. line.Points.Select(view.Of)], line.StrokeWidth * view.Scale);
                break;
            case TextShape text:
                foreach (Point[] stroke in StrokeFont.Lines(text))
                    OutlineStroke([.. stroke.Select(view.Of)], text.Size * StrokeFont.StrokeShare * view.Scale);
                break;
        }
    }

    private void OutlineRectangle(RectangleShape rectangle, View view)
    {
        Point from = view.Of(new Point(rectangle.X, rectangle.Y));
        Point to = view.Of(new Point(rectangle.X + rectangle.Width, rectangle.Y + rectangle.Height));
        double radius = Math.Min(rectangle.Radius * view.Scale, Math.Min(to.X - from.X, to.Y - from.Y) / 2);
        if (radius <= 0)
        {
            _area.AddOutline([from, new Point(to.X, from.Y), to, new Point(from.X, to.Y)]);
            return;
        }

        var outline = new List<Point>();
        AddArc(to.X - radius, from.Y + radius, -0.25);
        AddArc(to.X - radius, to.Y - radius, 0);
        AddArc(from.X + radius, to.Y - radius, 0.25);
        AddArc(from.X + radius, from.Y + radius, 0.5);
        _area.AddOutline([.. outline]);

        void AddArc(double x, double y, double turn)
        {
            for (int i = 0; i <= RoundCorners; i++)
            {
                (double sine, double cosine) = Math.SinCos(Math.Tau * (turn + 0.25 * i / RoundCorners));
                outline.Add(new Point(x + radius * cosine, y + radius * sine));
            }
        }
    }

    private void OutlineCircle(Point middle, double radius)
    {
        // So many corners that none is farther than a tenth of a pixel from the circle.
        int corners = Math.Clamp((int)Math.Ceiling(Math.PI / Math.Acos(Math.Max(0, 1 - 0.1 / Math.Max(radius, 0.2)))), 8, 128);
        var outline = new Point[corners];
        for (int i = 0; i < corners; i++)
        {
            (double sine, double cosine) = Math.SinCos(Math.Tau * i / corners);
            outline[i] = new Point(middle.X + radius * cosine, middle.Y + radius * sine);
        }

        _area.AddOutline(outline);
    }

    // A bar along each piece, and a circle at each point.
    private void OutlineStroke(Point[] points, double width)
    {
        double half = width / 2;
        for (int i = 0; i < points.Length; i++)
        {
            OutlineCircle(points[i], half);
            if (i == 0)
                continue;
            (Point from, Point to) = (points[i - 1], points[i]);
            double length = Math.Sqrt((to.X - from.X) * (to.X - from.X) + (to.Y - from.Y) * (to.Y - from.Y));
            if (length == 0)
                continue;
            double x = (to.Y - from.Y) / length * half, y = (from.X - to.X) / length * half;
            _area.AddOutline([new Point(from.X + x, from.Y + y), new Point(to.X + x, to.Y + y), new Point(to.X - x, to.Y - y), new Point(from.X - x, from.Y - y)]);
        }
    }

    private readonly record struct View(double Scale, double Left, double Top)
    {
        public Point Of(Point point) => new(Left + point.X * Scale, Top + point.Y * Scale);
    }
}
