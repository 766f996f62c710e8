using RlOrleans.Environments.Rendering;

namespace RlOrleans.Environments.MinAtar.Scenes;

/// <summary>What Seaquest looks like.</summary>
internal static class SeaquestScene
{
    private const int TrailChannel = 3;

    public static void Paint(BoardPainter board)
    {
        Colour deep = Palette.Night.Towards(Palette.Blue, 0.25), shallow = Palette.Night.Towards(Palette.Blue, 0.55);
        board.Begin(deep);
        board.Row(0, Palette.Cyan.Towards(Palette.Night, 0.55));
        for (int row = 1; row < Board.Last; row++)
            board.Row(row, shallow.Towards(deep, row / (double)Board.Last));
        board.Row(Board.Last, Palette.Slate);

        foreach ((_, _, double x, double y) in board.Cells(7))
            board.Box(x, y, 0, 0.12, 1.05, 0.3, Palette.Cyan);
        foreach ((_, _, double x, double y) in board.Cells(8))
            board.Circle(x, y, 0.5, 0.7, 0.15, Palette.Pink);
        foreach ((_, _, double x, double y) in board.Cells(2))
            board.Box(x, y, 0.2, 0.44, 0.6, 0.12, Palette.Yellow, 0.06);
        foreach ((_, _, double x, double y) in board.Cells(4))
            board.Box(x, y, 0.2, 0.44, 0.6, 0.12, Palette.Red, 0.06);
        foreach ((int column, int row, double x, double y) in board.Cells(5))
            DrawFish(board, x, y, board.Has(TrailChannel, column - 1, row));
        foreach ((_, _, double x, double y) in board.Cells(6))
            DrawSubmarine(board, x, y, Palette.Red);
        foreach ((_, _, double x, double y) in board.Cells(9))
        {
            board.Circle(x, y, 0.5, 0.3, 0.16, Palette.Pink);
            board.Box(x, y, 0.36, 0.46, 0.28, 0.44, Palette.Night, 0.12);
        }

        // Back and front are neighbouring cells.
        foreach ((_, _, double x, double y) in board.Cells(1))
            board.Box(x, y, 0.04, 0.3, 0.96, 0.5, Palette.Yellow.Towards(Palette.Orange, 0.5), 0.2);
        foreach ((_, _, double x, double y) in board.Cells(0))
            DrawSubmarine(board, x, y, Palette.Yellow);
    }

    private static void DrawSubmarine(BoardPainter board, double x, double y, Colour colour)
    {
        board.Box(x, y, 0.4, 0.12, 0.26, 0.3, colour, 0.06);
        board.Box(x, y, 0.02, 0.3, 0.96, 0.5, colour, 0.25);
        board.Circle(x, y, 0.3, 0.55, 0.08, Palette.Night);
        board.Circle(x, y, 0.6, 0.55, 0.08, Palette.Night);
    }

    private static void DrawFish(BoardPainter board, double x, double y, bool headsRight)
    {
        double Flip(double right) => headsRight ? right : 1 - right;
        board.Polygon(x, y, Palette.Green, (Flip(0.3), 0.5), (Flip(0.06), 0.26), (Flip(0.06), 0.74));
        board.Polygon(x, y, Palette.Green, (Flip(0.2), 0.5), (Flip(0.42), 0.27), (Flip(0.7), 0.27), (Flip(0.94), 0.5), (Flip(0.7), 0.73), (Flip(0.42), 0.73));
        board.Circle(x, y, Flip(0.74), 0.44, 0.05, Palette.Night);
    }
}
