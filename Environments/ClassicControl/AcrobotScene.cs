using RlOrleans.Environments.Rendering;

namespace RlOrleans.Environments.ClassicControl;

/// <summary>What Acrobot looks like: two links under a pivot, and the line that the tip is to reach.</summary>
internal static class AcrobotScene
{
    private const double Side = 440;
    private const double Link = 96;
    private const double Middle = Side / 2;

    public static void Draw(Scene scene, double angle1, double angle2)
    {
        scene.Begin(Side, Side, Palette.Night);
        for (double x = 18; x < Side - 18; x += 24)
            scene.Line(x, Middle - Link, x + 10, Middle - Link, 3, Palette.Green);
        scene.Line(Middle - 46, Middle, Middle + 46, Middle, 6, Palette.Steel);

        (double sine1, double cosine1) = Math.SinCos(angle1);
        (double sine2, double cosine2) = Math.SinCos(angle1 + angle2);
        var elbow = new Point(Middle + Link * sine1, Middle + Link * cosine1);
        var tip = new Point(elbow.X + Link * sine2, elbow.Y + Link * cosine2);
        scene.Line(Middle, Middle, elbow.X, elbow.Y, 16, Palette.Blue);
        scene.Line(elbow.X, elbow.Y, tip.X, tip.Y, 16, Palette.Orange);
        scene.Circle(Middle, Middle, 8, Palette.Paper);
        scene.Circle(elbow.X, elbow.Y, 8, Palette.Paper);
        scene.Circle(tip.X, tip.Y, 6, Palette.Yellow);
    }
}
