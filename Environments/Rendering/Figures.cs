namespace RlOrleans.Environments.Rendering;

/// <summary>Things that several scenes show. Each stands in a square cell, given by its upper left corner and its side.</summary>
internal static class Figures
{
    /// <summary>Somebody on foot.</summary>
    public static void Person(Scene scene, double x, double y, double side, Colour colour)
    {
        scene.Circle(x + side * 0.5, y + side * 0.28, side * 0.15, Palette.Paper);
        scene.Polygon(
            [
                new Point(x + side * 0.5, y + side * 0.04), new Point(x + side * 0.67, y + side * 0.25), new Point(x + side * 0.33, y + side * 0.25),
            ],
            colour);
        scene.Polyline(
            [
                new Point(x + side * 0.3, y + side * 0.62), new Point(x + side * 0.5, y + side * 0.47), new Point(x + side * 0.7, y + side * 0.62),
            ],
            side * 0.09,
            colour);
        scene.Line(x + side * 0.5, y + side * 0.5, x + side * 0.5, y + side * 0.68, side * 0.2, colour);
        scene.Line(x + side * 0.46, y + side * 0.74, x + side * 0.38, y + side * 0.9, side * 0.09, Palette.Paper);
        scene.Line(x + side * 0.54, y + side * 0.74, x + side * 0.62, y + side * 0.9, side * 0.09, Palette.Paper);
    }

    /// <summary>Where somebody wants to be.</summary>
    public static void Flag(Scene scene, double x, double y, double side, Colour colour)
    {
        scene.Line(x + side * 0.34, y + side * 0.15, x + side * 0.34, y + side * 0.88, side * 0.06, Palette.Paper);
        scene.Polygon(
            [
                new Point(x + side * 0.37, y + side * 0.14), new Point(x + side * 0.8, y + side * 0.3), new Point(x + side * 0.37, y + side * 0.48),
            ],
            colour);
    }

    /// <summary>A heap of gold.</summary>
    public static void Gold(Scene scene, double x, double y, double side)
    {
        Colour shade = Palette.Yellow.Towards(Palette.Orange, 0.6);
        scene.Circle(x + side * 0.32, y + side * 0.68, side * 0.17, shade);
        scene.Circle(x + side * 0.68, y + side * 0.68, side * 0.17, shade);
        scene.Circle(x + side * 0.5, y + side * 0.42, side * 0.18, Palette.Yellow);
        scene.Circle(x + side * 0.5, y + side * 0.7, side * 0.17, Palette.Yellow);
    }

    /// <summary>A car seen from above, heading left or right.</summary>
    public static void Car(Scene scene, double x, double y, double side, Colour colour, bool headsRight)
    {
        Colour glass = Palette.Night.Towards(Palette.Cyan, 0.35);
        foreach (double wheel in new[] { 0.24, 0.66 })
        {
            scene.Rectangle(x + side * wheel, y + side * 0.16, side * 0.16, side * 0.1, Palette.Night, side * 0.03);
            scene.Rectangle(x + side * wheel, y + side * 0.74, side * 0.16, side * 0.1, Palette.Night, side * 0.03);
        }

        scene.Rectangle(x + side * 0.08, y + side * 0.22, side * 0.84, side * 0.56, colour, side * 0.14);
        double front = headsRight ? 0.6 : 0.24, back = headsRight ? 0.2 : 0.7;
        scene.Rectangle(x + side * front, y + side * 0.29, side * 0.16, side * 0.42, glass, side * 0.04);
        scene.Rectangle(x + side * back, y + side * 0.32, side * 0.1, side * 0.36, glass, side * 0.03);
        double light = headsRight ? 0.88 : 0.12;
        scene.Circle(x + side * light, y + side * 0.32, side * 0.05, Palette.Yellow);
        scene.Circle(x + side * light, y + side * 0.68, side * 0.05, Palette.Yellow);
    }
}
