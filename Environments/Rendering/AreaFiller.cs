using System.Runtime.InteropServices;

namespace RlOrleans.Environments.Rendering;

/// <summary>
/// Fills the area of closed outlines: each row of pixels is cut into <see cref="LinesPerRow"/> lines, and along each line
/// pixels are covered exactly as far as the area reaches into them.
/// </summary>
internal sealed class AreaFiller
{
    private const int LinesPerRow = 5;

    private readonly List<Edge> _edges = [];
    private readonly List<(double X, int Turn)> _crossings = [];
    private float[] _coverage = [];

    public void Clear() => _edges.Clear();

    /// <summary>Adds a closed outline. It counts as turning the same way as all others, whichever way its corners are listed.</summary>
    public void AddOutline(ReadOnlySpan<Point> corners)
    {
        double area = 0;
        for (int i = 0; i < corners.Length; i++)
            area += Cross(corners[i], corners[(i + 1) % corners.Length]);
        int way = area < 0 ? -1 : 1;
        for (int i = 0; i < corners.Length; i++)
        {
            Point from = corners[i], to = corners[(i + 1) % corners.Length];
            if (from.Y != to.Y)
                _edges.Add(from.Y < to.Y ? new Edge(from, to, way) : new Edge(to, from, -way));
        }

        static double Cross(Point left, Point right) => left.X * right.Y - right.X * left.Y;
    }

    /// <summary>Paints what is inside of any of the outlines.</summary>
    public void Fill(Raster raster, Colour colour)
    {
        if (_edges.Count == 0)
            return;
        double top = double.MaxValue, bottom = double.MinValue;
        foreach (Edge edge in _edges)
            (top, bottom) = (Math.Min(top, edge.Upper.Y), Math.Max(bottom, edge.Lower.Y));
        int firstRow = (int)Math.Clamp(Math.Floor(top), 0, raster.Height);
        int endRow = (int)Math.Clamp(Math.Ceiling(bottom), 0, raster.Height);
        if (_coverage.Length < raster.Width)
            _coverage = new float[raster.Width];
        for (int row = firstRow; row < endRow; row++)
        {
            _coverage.AsSpan(0, raster.Width).Clear();
            for (int line = 0; line < LinesPerRow; line++)
                CoverLine(row + (line + 0.5) / LinesPerRow, raster.Width);
            Blend(raster.Row(row), colour);
        }
    }

    private void CoverLine(double y, int width)
    {
        _crossings.Clear();
        foreach (ref readonly Edge edge in CollectionsMarshal.AsSpan(_edges))
        {
            if (y >= edge.Upper.Y && y < edge.Lower.Y)
                _crossings.Add((edge.Upper.X + (y - edge.Upper.Y) * (edge.Lower.X - edge.Upper.X) / (edge.Lower.Y - edge.Upper.Y), edge.Turn));
        }

        _crossings.Sort(static (left, right) => left.X.CompareTo(right.X));
        int depth = 0;
        double start = 0;
        foreach ((double x, int turn) in _crossings)
        {
            if (depth == 0)
                start = x;
            depth += turn;
            if (depth == 0)
                Cover(Math.Clamp(start, 0, width), Math.Clamp(x, 0, width));
        }
    }

    private void Cover(double from, double to)
    {
        if (to <= from)
            return;
        const float Share = 1f / LinesPerRow;
        int first = (int)from, last = Math.Min((int)to, _coverage.Length - 1);
        if (first >= last)
        {
            _coverage[Math.Min(first, _coverage.Length - 1)] += Share * (float)(to - from);
            return;
        }

        _coverage[first] += Share * (float)(first + 1 - from);
        for (int x = first + 1; x < last; x++)
            _coverage[x] += Share;
        _coverage[last] += Share * (float)Math.Min(1, to - last);
    }

    private void Blend(Span<byte> row, Colour colour)
    {
        for (int x = 0; x < row.Length / 3; x++)
        {
            float share = Math.Min(_coverage[x], 1);
            if (share <= 0)
                continue;
            Span<byte> pixel = row.Slice(3 * x, 3);
            pixel[0] = Mix(pixel[0], colour.Red, share);
            pixel[1] = Mix(pixel[1], colour.Green, share);
            pixel[2] = Mix(pixel[2], colour.Blue, share);
        }

        static byte Mix(byte from, byte to, float share) => (byte)(from + (to - from) * share + 0.5f);
    }

    private readonly record struct Edge(Point Upper, Point Lower, int Turn);
}
