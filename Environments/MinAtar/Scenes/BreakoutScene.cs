using RlOrleans.Environments.Rendering;

namespace RlOrleans.Environments.MinAtar.Scenes;

/// <summary>What Breakout looks like.</summary>
internal static class BreakoutScene
{
    private static readonly Colour[] BrickRows = [Palette.Red, Palette.Orange, Palette.Yellow];

    public static void Paint(BoardPainter board)
    {
        board.Begin(Palette.Slate);
        foreach ((_, int row, double x, double y) in board.Cells(3))
            board.Box(x, y, 0.04, 0.08, 0.92, 0.84, BrickRows[row - 1], 0.1);
        foreach ((_, _, double x, double y) in board.Cells(2))
            board.Circle(x, y, 0.5, 0.5, 0.16, Palette.Paper.Towards(Palette.Slate, 0.7));
        foreach ((_, _, double x, double y) in board.Cells(1))
            board.Circle(x, y, 0.5, 0.5, 0.27, Palette.Paper);
        foreach ((_, _, double x, double y) in board.Cells(0))
            board.Box(x, y, 0, 0.3, 1, 0.42, Palette.Cyan, 0.2);
    }
}
