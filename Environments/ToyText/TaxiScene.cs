using RlOrleans.Environments.Rendering;

namespace RlOrleans.Environments.ToyText;

/// <summary>What the taxi's town looks like.</summary>
internal static class TaxiScene
{
    private const double Tile = 88;
    private const double Margin = 14;

    private static readonly Colour[] StandColours = [Palette.Red, Palette.Green, Palette.Yellow, Palette.Blue];

    /// <param name="scene">Is begun anew.</param>
    /// <param name="side">Fields along each side.</param>
    /// <param name="stands">Where the stands are.</param>
    /// <param name="isOpenEast">Whether the way east of a field (row, column) is open.</param>
    /// <param name="taxi">Where the taxi is.</param>
    /// <param name="passenger">The stand at which the passenger waits; −1 in the taxi.</param>
    /// <param name="destination">The stand that the passenger wants to go to.</param>
    public static void Draw(
        Scene scene, int side, IReadOnlyList<(int Row, int Column)> stands, Func<int, int, bool> isOpenEast, (int Row, int Column) taxi, int passenger, int destination)
    {
        double size = side * Tile + 2 * Margin;
        scene.Begin(size, size, Palette.Night);
        scene.Rectangle(Margin - 6, Margin - 6, size - 2 * Margin + 12, size - 2 * Margin + 12, Palette.Steel, 8);
        for (int stand = 0; stand < stands.Count; stand++)
        {
            (double x, double y) = At(stands[stand]);
            scene.Rectangle(x + 5, y + 5, Tile - 10, Tile - 10, Palette.Slate.Towards(StandColours[stand], 0.5), 10);
            scene.Text(x + 14, y + 27, 12, "RGYB"[stand].ToString(), Palette.Paper);
            if (stand == destination)
                Figures.Flag(scene, x + Tile * 0.22, y + Tile * 0.12, Tile * 0.7, Palette.Paper);
        }

        for (int row = 0; row < side; row++)
        {
            for (int column = 0; column < side - 1; column++)
            {
                (double x, double y) = At((row, column + 1));
                if (isOpenEast(row, column))
                    scene.Line(x, y + 20, x, y + Tile - 20, 1.5, Palette.Mist.Towards(Palette.Steel, 0.6));
                else
                    scene.Line(x, y + 4, x, y + Tile - 4, 7, Palette.Brown);
            }
        }

        (double taxiX, double taxiY) = At(taxi);
        Figures.Car(scene, taxiX + 4, taxiY + 4, Tile - 8, Palette.Yellow.Towards(Palette.Orange, 0.2), headsRight: true);
        if (passenger < 0)
            scene.Circle(taxiX + Tile * 0.47, taxiY + Tile / 2, Tile * 0.1, Palette.Pink);
        else
            DrawPassenger(At(stands[passenger]));

        static (double X, double Y) At((int Row, int Column) field) => (Margin + field.Column * Tile, Margin + field.Row * Tile);

        void DrawPassenger((double X, double Y) at) => Figures.Person(scene, at.X + Tile * 0.3, at.Y + Tile * 0.3, Tile * 0.66, Palette.Pink);
    }
}
