using RlOrleans.Environments.Rendering;

namespace Lander;

/// <summary>What a landing looks like, for <c>rl watch</c> and <c>rl replay --gif</c>.</summary>
internal static class LanderScene
{
    private const double Width = 400;
    private const double Height = 420;
    private const double PixelsPerMetre = Width / (2 * Physics.Wall);
    private const double Ground = Height - 40;

    public static void Draw(Scene scene, float x, float y, float fuel, int engine)
    {
        scene.Begin(Width, Height, Palette.Night);
        for (int star = 0; star < 40; star++)
            scene.Circle(star * 97 % Width, star * 61 % (Ground - 20), 0.8 + star % 3 * 0.4, Palette.Steel.Towards(Palette.Mist, 0.4));
        scene.Rectangle(0, Ground, Width, Height - Ground, Palette.Slate);
        double pad = Physics.PadHalfWidth * PixelsPerMetre;
        scene.Rectangle(Width / 2 - pad, Ground - 4, 2 * pad, 8, Palette.Green, 3);
        scene.Rectangle(16, Height - 22, 120, 8, Palette.Steel, 4);
        scene.Rectangle(16, Height - 22, 120 * fuel / Physics.Tank, 8, Palette.Yellow, 4);
        scene.Text(146, Height - 14, 8, "FUEL", Palette.Mist);
        DrawCraft(scene, Width / 2 + x * PixelsPerMetre, Ground - y * PixelsPerMetre, engine);
    }

    // Its feet stand at (x, y).
    private static void DrawCraft(Scene scene, double x, double y, int engine)
    {
        if (engine == Physics.MainEngine)
            scene.Polygon([new Point(x - 5, y - 8), new Point(x + 5, y - 8), new Point(x, y + 12)], Palette.Orange);
        if (engine is Physics.ThrustLeft or Physics.ThrustRight)
        {
            int side = engine == Physics.ThrustLeft ? 1 : -1;
            scene.Polygon([new Point(x + side * 11, y - 19), new Point(x + side * 11, y - 13), new Point(x + side * 21, y - 16)], Palette.Cyan);
        }

        foreach (int side in new[] { -1, 1 })
            scene.Polyline([new Point(x + side * 7, y - 10), new Point(x + side * 13, y), new Point(x + side * 16, y)], 2.4, Palette.Mist);
        scene.Rectangle(x - 11, y - 24, 22, 15, Palette.Paper, 5);
        scene.Circle(x, y - 18, 4, Palette.Blue);
    }
}
