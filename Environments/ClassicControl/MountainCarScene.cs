using RlOrleans.Environments.Rendering;

namespace RlOrleans.Environments.ClassicControl;

/// <summary>What both mountain cars look like: the hill has the height sin 3x.</summary>
internal static class MountainCarScene
{
    private const double Width = 600;
    private const double Height = 360;
    private const double LeftEnd = -1.2;
    private const double RightEnd = 0.6;
    private const int Pieces = 90;

    public static void Draw(Scene scene, double position, double goal)
    {
        scene.Begin(Width, Height, Palette.Night);
        var hill = new Point[Pieces + 3];
        for (int i = 0; i <= Pieces; i++)
            hill[i] = On(LeftEnd + (RightEnd - LeftEnd) * i / Pieces);
        hill[Pieces + 1] = new Point(Width, Height);
        hill[Pieces + 2] = new Point(0, Height);
        scene.Polygon(hill, Palette.Slate);
        scene.Polyline(hill.AsSpan(0, Pieces + 1), 4, Palette.Green.Towards(Palette.Slate, 0.25));

        Point flag = On(goal);
        Figures.Flag(scene, flag.X - 54 * 0.34, flag.Y - 54 * 0.88, 54, Palette.Yellow);
        DrawCar(scene, On(position), Math.Atan(3 * 0.45 * Math.Cos(3 * position)));
    }

    private static Point On(double position) => new(
        (position - LeftEnd) / (RightEnd - LeftEnd) * Width,
        Height - 70 - (Math.Sin(3 * position) * 0.45 + 0.45) * 0.5 * Width * 0.72);

    // `slope` is the angle of the ground, up to the right.
    private static void DrawCar(Scene scene, Point at, double slope)
    {
        (double sine, double cosine) = Math.SinCos(slope);
        scene.Polygon([Off(-12, 24), Off(-7, 34), Off(9, 34), Off(15, 24)], Palette.Cyan.Towards(Palette.Night, 0.3));
        scene.Polygon([Off(-25, 9), Off(-25, 21), Off(-20, 25), Off(19, 25), Off(26, 18), Off(26, 9)], Palette.Red);
        foreach (double wheel in new[] { -14.0, 14.0 })
        {
            Point middle = Off(wheel, 8);
            scene.Circle(middle.X, middle.Y, 8, Palette.Paper);
            scene.Circle(middle.X, middle.Y, 4, Palette.Slate);
        }

        Point Off(double along, double above) => new(at.X + along * cosine - above * sine, at.Y - along * sine - above * cosine);
    }
}
