using RlOrleans.Environments.Rendering;

namespace RlOrleans.Environments.ClassicControl;

/// <summary>What CartPole looks like.</summary>
internal static class CartPoleScene
{
    private const double Width = 600;
    private const double Height = 340;
    private const double UnitsPerMetre = Width / 5.2;
    private const double Track = 270;
    private const double Axle = Track - 44;

    // Twice the distance of the pole's centre of mass from the axle.
    private const double PoleLength = 1.0;

    public static void Draw(Scene scene, double position, double angle)
    {
        scene.Begin(Width, Height, Palette.Night);
        scene.Line(20, Track, Width - 20, Track, 4, Palette.Steel);
        foreach (double end in new[] { -1.0, 1.0 })
            scene.Line(X(end * CartPoleDynamics.PositionLimit), Track - 14, X(end * CartPoleDynamics.PositionLimit), Track + 14, 4, Palette.Red);
        scene.Line(X(0), Track + 8, X(0), Track + 18, 3, Palette.Mist);

        double cart = X(position);
        scene.Circle(cart - 24, Track - 9, 9, Palette.Mist);
        scene.Circle(cart + 24, Track - 9, 9, Palette.Mist);
        scene.Rectangle(cart - 44, Track - 46, 88, 34, Palette.Blue, 7);

        (double sine, double cosine) = Math.SinCos(angle);
        double length = PoleLength * UnitsPerMetre;
        scene.Line(cart, Axle, cart + length * sine, Axle - length * cosine, 11, Palette.Orange);
        scene.Circle(cart, Axle, 6, Palette.Paper);
    }

    private static double X(double position) => Width / 2 + position * UnitsPerMetre;
}
