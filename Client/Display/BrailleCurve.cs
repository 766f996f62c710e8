namespace RlOrleans.Client.Display;

/// <summary>
/// Draws a curve with Braille characters, each of which holds 2 x 4 dots. The curve fills its width from the first point
/// to the last; a long one is thinned out, so that a run of any length takes the same memory.
/// </summary>
internal sealed class BrailleCurve(int width, int height)
{
    private const char Blank = '\u2800';
    private const int DotColumns = 2;
    private const int DotRows = 4;

    // Bits of a Braille character from top to bottom, left column and right column.
    private static readonly int[,] Dots = { { 0x01, 0x02, 0x04, 0x40 }, { 0x08, 0x10, 0x20, 0x80 } };

    private readonly List<(double At, double Value)> _points = [];
    private readonly int _maxPoints = width * DotColumns * 4;
    private double _interval;

    /// <summary>Lowest value so far; NaN while there is none.</summary>
    public double Least { get; private set; } = double.NaN;

    /// <summary>Highest value so far; NaN while there is none.</summary>
    public double Most { get; private set; } = double.NaN;

    /// <summary>Adds a point, not left of the one before. What is no number is passed over.</summary>
    public void Add(double at, double value)
    {
        if (!double.IsFinite(value) || !double.IsFinite(at))
            return;
        Least = double.IsNaN(Least) ? value : Math.Min(Least, value);
        Most = double.IsNaN(Most) ? value : Math.Max(Most, value);

        // The newest point is always the last one, whatever was thinned out before it.
        if (_points.Count > 1 && at - _points[^2].At < _interval)
            _points[^1] = (at, value);
        else
            _points.Add((at, value));
        if (_points.Count > _maxPoints)
            ThinOut();
    }

    /// <summary>The lines of the drawing, top first; each is as wide as the curve. Empty while there is no point.</summary>
    public IReadOnlyList<string> Draw()
    {
        if (_points.Count == 0)
            return [];
        var cells = new int[height, width];
        double[] columns = Columns();
        for (int column = 0; column < columns.Length; column++)
        {
            int row = RowOf(columns[column]);
            cells[row / DotRows, column / DotColumns] |= Dots[column % DotColumns, row % DotRows];
        }

        return [.. Enumerable.Range(0, height).Select(row => string.Concat(Enumerable.Range(0, width).Select(cell => (char)(Blank + cells[row, cell]))))];
    }

    // One value a column: its last point, or else the line between the points beside it.
    private double[] Columns()
    {
        double[] columns = [.. Enumerable.Repeat(double.NaN, width * DotColumns)];
        foreach (var (at, value) in _points)
            columns[ColumnOf(at)] = value;
        int previous = 0;
        for (int column = 1; column < columns.Length; column++)
        {
            if (double.IsNaN(columns[column]))
                continue;
            for (int between = previous + 1; between < column; between++)
                columns[between] = columns[previous] + (columns[column] - columns[previous]) * (between - previous) / (column - previous);
            previous = column;
        }

        // Right of the last point only while there is but one.
        Array.Fill(columns, columns[previous], previous, columns.Length - previous);
        return columns;
    }

    private void ThinOut()
    {
        var newest = _points[^1];
        int kept = 0;
        for (int i = 0; i < _points.Count; i += 2)
            _points[kept++] = _points[i];
        _points.RemoveRange(kept, _points.Count - kept);
        if (_points[^1] != newest)
            _points.Add(newest);
        _interval = (newest.At - _points[0].At) / (_maxPoints / 2.0);
    }

    private int ColumnOf(double at)
    {
        int columns = width * DotColumns;
        double extent = _points[^1].At - _points[0].At;
        return extent > 0 ? Math.Clamp((int)((at - _points[0].At) / extent * columns), 0, columns - 1) : 0;
    }

    private int RowOf(double value)
    {
        int rows = height * DotRows;
        double share = Most > Least ? (value - Least) / (Most - Least) : 0.5;
        return Math.Clamp(rows - 1 - (int)Math.Round(share * (rows - 1)), 0, rows - 1);
    }
}
