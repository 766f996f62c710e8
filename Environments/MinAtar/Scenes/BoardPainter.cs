using RlOrleans.Environments.Rendering;

namespace RlOrleans.Environments.MinAtar.Scenes;

/// <summary>Paints the board of a game from the planes that an agent sees.</summary>
internal sealed class BoardPainter(Scene scene, ulong[] planes, int channels)
{
    /// <summary>Side of a cell in the scene.</summary>
    public const double Cell = 42;

    private const double Margin = 12;

    public Scene Scene { get; } = scene;

    /// <summary>Begins the scene with an empty board.</summary>
    public void Begin(Colour board)
    {
        double size = Board.Side * Cell + 2 * Margin;
        Scene.Begin(size, size, Palette.Night);
        Scene.Rectangle(Margin, Margin, Board.Side * Cell, Board.Side * Cell, board, 4);
    }

    /// <summary>Paints a row of cells.</summary>
    public void Row(int row, Colour colour) => Scene.Rectangle(Margin, Margin + row * Cell, Board.Side * Cell, Cell, colour);

    /// <summary>Whether a channel is set at (x, y).</summary>
    public bool Has(int channel, int x, int y)
    {
        if (x is < 0 or >= Board.Side || y is < 0 or >= Board.Side)
            return false;
        int bit = (y * Board.Side + x) * channels + channel;
        return (planes[bit >> 6] >> (bit & 63) & 1) != 0;
    }

    /// <summary>The cells that a channel is set at: column and row, and the upper left corner in the scene.</summary>
    public IEnumerable<(int Column, int Row, double X, double Y)> Cells(int channel)
    {
        for (int cell = 0; cell < Board.CellCount; cell++)
        {
            (int column, int row) = (cell % Board.Side, cell / Board.Side);
            if (Has(channel, column, row))
                yield return (column, row, Margin + column * Cell, Margin + row * Cell);
        }
    }

    /// <summary>A polygon whose points are in cells from (x, y).</summary>
    public void Polygon(double x, double y, Colour colour, params ReadOnlySpan<(double X, double Y)> points)
    {
        var placed = new Point[points.Length];
        for (int i = 0; i < points.Length; i++)
            placed[i] = new Point(x + points[i].X * Cell, y + points[i].Y * Cell);
        Scene.Polygon(placed, colour);
    }

    /// <summary>A circle whose middle and radius are in cells from (x, y).</summary>
    public void Circle(double x, double y, double right, double down, double radius, Colour colour) =>
        Scene.Circle(x + right * Cell, y + down * Cell, radius * Cell, colour);

    /// <summary>A rectangle in cells from (x, y).</summary>
    public void Box(double x, double y, double right, double down, double width, double height, Colour colour, double radius = 0) =>
        Scene.Rectangle(x + right * Cell, y + down * Cell, width * Cell, height * Cell, colour, radius * Cell);
}
