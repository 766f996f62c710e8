using RlOrleans.Environments.Rendering;

namespace RlOrleans.Environments.ToyText;

/// <summary>What the walk along the cliff looks like.</summary>
internal static class CliffWalkingScene
{
    private const double Tile = 56;

    public static void Draw(Scene scene, int rows, int columns, int state)
    {
        scene.Begin(columns * Tile, rows * Tile, Palette.Night);
        Colour grass = Palette.Green.Towards(Palette.Night, 0.45);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                bool cliff = row == rows - 1 && column > 0 && column < columns - 1;
                double x = column * Tile, y = row * Tile;
                if (!cliff)
                    scene.Rectangle(x, y, Tile, Tile, (row + column) % 2 == 0 ? grass : grass.Towards(Palette.Night, 0.12));
                else
                    DrawCliff(scene, x, y);
            }
        }

        Figures.Flag(scene, (columns - 1) * Tile, (rows - 1) * Tile, Tile, Palette.Yellow);
        Figures.Person(scene, state % columns * Tile, state / columns * Tile, Tile, Palette.Orange);
    }

    private static void DrawCliff(Scene scene, double x, double y)
    {
        scene.Rectangle(x, y, Tile, Tile, Palette.Night.Towards(Palette.Red, 0.18));
        scene.Polygon(
            [
                new Point(x, y), new Point(x + Tile, y), new Point(x + Tile, y + Tile * 0.3), new Point(x + Tile * 0.8, y + Tile * 0.5),
                new Point(x + Tile * 0.62, y + Tile * 0.3), new Point(x + Tile * 0.4, y + Tile * 0.58), new Point(x + Tile * 0.2, y + Tile * 0.34), new Point(x, y + Tile * 0.46),
            ],
            Palette.Brown);
        scene.Line(x, y + 2, x + Tile, y + 2, 4, Palette.Brown.Towards(Palette.Paper, 0.25));
    }
}
