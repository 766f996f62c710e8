using RlOrleans.Environments.Rendering;

namespace RlOrleans.Environments.ToyText;

/// <summary>What a frozen lake looks like: S start, G goal, H hole, F ice.</summary>
internal static class FrozenLakeScene
{
    private const double Side = 480;

    public static void Draw(Scene scene, IReadOnlyList<string> map, int state)
    {
        int columns = map[0].Length;
        double tile = Side / columns;
        scene.Begin(Side, tile * map.Count, Palette.Night);
        Colour ice = Palette.Paper.Towards(Palette.Cyan, 0.32);
        for (int i = 0; i < columns * map.Count; i++)
        {
            double x = i % columns * tile, y = i / columns * tile;
            scene.Rectangle(x + 1.5, y + 1.5, tile - 3, tile - 3, ice.Towards(Palette.Blue, (i * 7 + i / columns) % 3 * 0.04), tile * 0.06);
            switch (map[i / columns][i % columns])
            {
                case 'H':
                    scene.Circle(x + tile / 2, y + tile / 2, tile * 0.36, Palette.Blue.Towards(Palette.Night, 0.35));
                    scene.Circle(x + tile / 2, y + tile * 0.54, tile * 0.3, Palette.Night.Towards(Palette.Blue, 0.25));
                    break;
                case 'G':
                    Figures.Gold(scene, x, y, tile);
                    break;
                case 'S':
                    scene.Polyline([new Point(x + tile * 0.2, y + tile * 0.2), new Point(x + tile * 0.8, y + tile * 0.2), new Point(x + tile * 0.8, y + tile * 0.8), new Point(x + tile * 0.2, y + tile * 0.8), new Point(x + tile * 0.2, y + tile * 0.2)], tile * 0.04, Palette.Green);
                    break;
                default:
                    scene.Line(x + tile * 0.22, y + tile * 0.4, x + tile * 0.4, y + tile * 0.22, tile * 0.025, Palette.Paper);
                    scene.Line(x + tile * 0.58, y + tile * 0.78, x + tile * 0.78, y + tile * 0.58, tile * 0.025, Palette.Paper);
                    break;
            }
        }

        // The person is darker than the ice.
        double left = state % columns * tile, top = state / columns * tile;
        scene.Circle(left + tile / 2, top + tile / 2, tile * 0.4, Palette.Slate);
        Figures.Person(scene, left + tile * 0.14, top + tile * 0.14, tile * 0.72, Palette.Red);
    }
}
