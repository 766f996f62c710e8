using RlOrleans.Environments.Rendering;

namespace RlOrleans.Environments.MinAtar.Scenes;

/// <summary>What Space Invaders looks like.</summary>
internal static class SpaceInvadersScene
{
    public static void Paint(BoardPainter board)
    {
        board.Begin(Palette.Slate.Towards(Palette.Night, 0.5));
        foreach ((int column, int row, double x, double y) in board.Cells(1))
            DrawAlien(board, x, y, (row + column) % 2 == 0 ? Palette.Green : Palette.Green.Towards(Palette.Cyan, 0.5));
        foreach ((_, _, double x, double y) in board.Cells(5))
            board.Box(x, y, 0.43, 0.15, 0.14, 0.7, Palette.Red, 0.07);
        foreach ((_, _, double x, double y) in board.Cells(4))
            board.Box(x, y, 0.43, 0.15, 0.14, 0.7, Palette.Yellow, 0.07);
        foreach ((_, _, double x, double y) in board.Cells(0))
        {
            board.Box(x, y, 0.44, 0.16, 0.12, 0.4, Palette.Cyan, 0.05);
            board.Box(x, y, 0.08, 0.5, 0.84, 0.36, Palette.Cyan, 0.1);
        }
    }

    private static void DrawAlien(BoardPainter board, double x, double y, Colour colour)
    {
        board.Polygon(x, y, colour, (0.24, 0.26), (0.76, 0.26), (0.92, 0.56), (0.76, 0.7), (0.24, 0.7), (0.08, 0.56));
        board.Polygon(x, y, colour, (0.2, 0.66), (0.36, 0.66), (0.28, 0.9), (0.14, 0.9));
        board.Polygon(x, y, colour, (0.64, 0.66), (0.8, 0.66), (0.86, 0.9), (0.72, 0.9));
        board.Polygon(x, y, colour, (0.2, 0.1), (0.28, 0.1), (0.38, 0.3), (0.28, 0.3));
        board.Polygon(x, y, colour, (0.72, 0.1), (0.8, 0.1), (0.72, 0.3), (0.62, 0.3));
        board.Circle(x, y, 0.36, 0.46, 0.07, Palette.Night);
        board.Circle(x, y, 0.64, 0.46, 0.07, Palette.Night);
    }
}
