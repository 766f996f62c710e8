using RlOrleans.Environments.Rendering;

namespace RlOrleans.Environments.ClassicControl;

/// <summary>What Pendulum looks like.</summary>
internal static class PendulumScene
{
    private const double Side = 400;
    private const double Middle = Side / 2;
    private const double Length = 150;

    public static void Draw(Scene scene, double angle)
    {
        scene.Begin(Side, Side, Palette.Night);
        scene.Circle(Middle, Middle, Length + 22, Palette.Slate);
        scene.Circle(Middle, Middle, Length + 16, Palette.Night);

        // Where it is to be held.
        scene.Polygon([new Point(Middle, Middle - Length - 14), new Point(Middle - 9, Middle - Length - 34), new Point(Middle + 9, Middle - Length - 34)], Palette.Green);

        // Angles turn to the left from upright.
        (double sine, double cosine) = Math.SinCos(angle);
        scene.Line(Middle, Middle, Middle - Length * sine, Middle - Length * cosine, 26, Palette.Red);
        scene.Circle(Middle, Middle, 9, Palette.Paper);
    }
}
