using RlOrleans.Environments.Rendering;

namespace RlOrleans.Environments.Snake;

/// <summary>What Snake looks like.</summary>
internal static class SnakeScene
{
    private const double Cell = 42;
    private const double Margin = 12;

    public static void Draw(Scene scene, SnakeGame game)
    {
        double size = SnakeGame.Side * Cell + 2 * Margin;
        scene.Begin(size, size, Palette.Night);
        for (int cell = 0; cell < SnakeGame.CellCount; cell++)
        {
            (double x, double y) = Corner(cell);
            scene.Rectangle(x, y, Cell, Cell, (cell / SnakeGame.Side + cell) % 2 == 0 ? Palette.Slate : Palette.Slate.Towards(Palette.Steel, 0.45));
        }

        if (game.Food >= 0)
            DrawFood(scene, Middle(game.Food));

        // From the tail, so that the head lies on top; the body fades towards the tail.
        for (int i = game.Length - 1; i > 0; i--)
        {
            Point here = Middle(game.Segment(i)), ahead = Middle(game.Segment(i - 1));
            scene.Line(here.X, here.Y, ahead.X, ahead.Y, Cell * 0.68, Palette.Green.Towards(Palette.Cyan.Towards(Palette.Blue, 0.4), (double)i / game.Length));
        }

        DrawHead(scene, Middle(game.Head), game.Direction);
    }

    private static void DrawFood(Scene scene, Point at)
    {
        scene.Circle(at.X, at.Y + 2, Cell * 0.32, Palette.Red);
        scene.Circle(at.X - 5, at.Y - 3, Cell * 0.08, Palette.Red.Towards(Palette.Paper, 0.6));
        scene.Line(at.X, at.Y - Cell * 0.26, at.X + 4, at.Y - Cell * 0.42, 3, Palette.Brown);
    }

    private static void DrawHead(Scene scene, Point at, int direction)
    {
        (double ahead, double down) = direction switch
        {
            0 => (0.0, -1.0),
            1 => (1, 0),
            2 => (0, 1),
            _ => (-1, 0),
        };
        scene.Circle(at.X, at.Y, Cell * 0.41, Palette.Green);
        foreach (double side in new[] { -1.0, 1.0 })
        {
            double x = at.X + Cell * (0.13 * ahead - 0.18 * side * down), y = at.Y + Cell * (0.13 * down + 0.18 * side * ahead);
            scene.Circle(x, y, Cell * 0.11, Palette.Paper);
            scene.Circle(x + ahead * 2, y + down * 2, Cell * 0.055, Palette.Night);
        }
    }

    private static (double X, double Y) Corner(int cell) => (Margin + cell % SnakeGame.Side * Cell, Margin + cell / SnakeGame.Side * Cell);

    private static Point Middle(int cell)
    {
        (double x, double y) = Corner(cell);
        return new Point(x + Cell / 2, y + Cell / 2);
    }
}
