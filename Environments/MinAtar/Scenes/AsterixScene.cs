using RlOrleans.Environments.Rendering;

namespace RlOrleans.Environments.MinAtar.Scenes;

/// <summary>What Asterix looks like.</summary>
internal static class AsterixScene
{
    public static void Paint(BoardPainter board)
    {
        board.Begin(Palette.Slate);
        for (int row = 1; row < Board.Last; row += 2)
            board.Row(row, Palette.Slate.Towards(Palette.Steel, 0.5));
        foreach ((_, _, double x, double y) in board.Cells(2))
            board.Box(x, y, 0.15, 0.44, 0.7, 0.12, Palette.Steel.Towards(Palette.Mist, 0.4), 0.06);
        foreach ((_, _, double x, double y) in board.Cells(1))
        {
            // A caltrop: what is to be kept away from.
            board.Polygon(x, y, Palette.Red, (0.5, 0.05), (0.62, 0.38), (0.95, 0.5), (0.62, 0.62), (0.5, 0.95), (0.38, 0.62), (0.05, 0.5), (0.38, 0.38));
            board.Circle(x, y, 0.5, 0.5, 0.2, Palette.Red);
        }

        foreach ((_, _, double x, double y) in board.Cells(3))
            Figures.Gold(board.Scene, x, y, BoardPainter.Cell);
        foreach ((_, _, double x, double y) in board.Cells(0))
            Figures.Person(board.Scene, x, y, BoardPainter.Cell, Palette.Cyan);
    }
}
