using RlOrleans.Environments.Rendering;

namespace RlOrleans.Environments.MinAtar.Scenes;

/// <summary>What Freeway looks like: the slower the cars, the cooler their colours.</summary>
internal static class FreewayScene
{
    private const int CarChannel = 1;
    private const int FastestTrail = 2;

    private static readonly Colour[] Speeds = [Palette.Red, Palette.Orange, Palette.Yellow, Palette.Cyan, Palette.Violet];

    public static void Paint(BoardPainter board)
    {
        Colour grass = Palette.Green.Towards(Palette.Night, 0.6);
        board.Begin(Palette.Steel.Towards(Palette.Slate, 0.4));
        board.Row(0, grass);
        board.Row(Board.Last, grass);
        for (int row = 2; row < Board.Last; row++)
        {
            for (double x = 20; x < Board.Side * BoardPainter.Cell; x += 42)
                board.Scene.Line(x, 12 + row * BoardPainter.Cell, x + 14, 12 + row * BoardPainter.Cell, 1.6, Palette.Mist.Towards(Palette.Slate, 0.4));
        }

        foreach ((int column, int row, double x, double y) in board.Cells(CarChannel))
        {
            (int speed, bool headsRight) = Motion(board, column, row);
            Figures.Car(board.Scene, x, y, BoardPainter.Cell, Speeds[speed], headsRight);
        }

        foreach ((_, _, double x, double y) in board.Cells(0))
            DrawChicken(board, x, y);
    }

    // The trail is behind the car; its channel tells how fast it is.
    private static (int Speed, bool HeadsRight) Motion(BoardPainter board, int column, int row)
    {
        for (int speed = 0; speed < Speeds.Length; speed++)
        {
            if (board.Has(FastestTrail + speed, (column + Board.Last) % Board.Side, row))
                return (speed, true);
            if (board.Has(FastestTrail + speed, (column + 1) % Board.Side, row))
                return (speed, false);
        }

        return (0, true);
    }

    private static void DrawChicken(BoardPainter board, double x, double y)
    {
        board.Circle(x, y, 0.5, 0.58, 0.29, Palette.Paper);
        board.Circle(x, y, 0.5, 0.3, 0.18, Palette.Paper);
        board.Polygon(x, y, Palette.Red, (0.4, 0.14), (0.5, 0.02), (0.6, 0.14));
        board.Polygon(x, y, Palette.Orange, (0.44, 0.32), (0.56, 0.32), (0.5, 0.45));
        board.Circle(x, y, 0.43, 0.27, 0.035, Palette.Night);
        board.Circle(x, y, 0.57, 0.27, 0.035, Palette.Night);
    }
}
