using System.Globalization;
using RlOrleans.Environments.Rendering;

namespace RlOrleans.Environments.ToyText;

/// <summary>What the player of Blackjack sees: the dealer's open card, the own sum, and how many cards it comes from.</summary>
internal static class BlackjackScene
{
    private const double Width = 520;
    private const double Height = 340;
    private const double CardWidth = 74;
    private const double CardHeight = 104;

    public static void Draw(Scene scene, BlackjackHand player, int openCard)
    {
        Colour felt = Palette.Green.Towards(Palette.Night, 0.68);
        scene.Begin(Width, Height, Palette.Night);
        scene.Rectangle(10, 10, Width - 20, Height - 20, felt, 26);
        scene.Text(34, 52, 13, "DEALER", Palette.Mist);
        DrawCard(scene, 34, 64, openCard == 1 ? "A" : Text(openCard));
        DrawBack(scene, 34 + CardWidth + 12, 64);

        scene.Text(34, 208, 13, "PLAYER", Palette.Mist);
        double step = Math.Min(CardWidth + 12, (Width - 250 - CardWidth) / Math.Max(1, player.CardCount - 1));
        for (int i = 0; i < player.CardCount; i++)
            DrawBack(scene, 34 + i * step, 218);
        scene.Text(Width - 34, 284, 46, Text(player.Sum), player.IsBust ? Palette.Red : Palette.Paper, TextAnchor.End);
        scene.Text(Width - 34, 312, 11, player.IsBust ? "BUST" : player.HasUsableAce ? "ACE AS 11" : "SUM", Palette.Mist, TextAnchor.End);
    }

    private static void DrawCard(Scene scene, double x, double y, string rank)
    {
        scene.Rectangle(x, y, CardWidth, CardHeight, Palette.Paper, 9);
        scene.Text(x + CardWidth / 2, y + CardHeight / 2 + 14, 28, rank, Palette.Red, TextAnchor.Middle);
    }

    private static void DrawBack(Scene scene, double x, double y)
    {
        scene.Rectangle(x, y, CardWidth, CardHeight, Palette.Paper, 9);
        scene.Rectangle(x + 5, y + 5, CardWidth - 10, CardHeight - 10, Palette.Blue, 6);
        scene.Polygon(
            [
                new Point(x + CardWidth / 2, y + 22), new Point(x + CardWidth - 20, y + CardHeight / 2),
                new Point(x + CardWidth / 2, y + CardHeight - 22), new Point(x + 20, y + CardHeight / 2),
            ],
            Palette.Blue.Towards(Palette.Paper, 0.35));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
