using System.Globalization;
using System.Text;
using RlOrleans.Environments.Rendering;

namespace RlOrleans.Client.Watch;

/// <summary>Writes pictures as text: each character is an upper half block, whose two colours are two pixels above each other.</summary>
internal static class HalfBlocks
{
    private const string Reset = "\u001b[0m";

    // The cube of 6 × 6 × 6 colours that terminals of 256 colours have, from its first number on.
    private const int CubeStart = 16;
    private const int CubeSide = 6;

    /// <summary>Appends a picture, line by line.</summary>
    /// <param name="text">Receives it.</param>
    /// <param name="raster">Of even height.</param>
    /// <param name="indent">Blanks before each line.</param>
    /// <param name="trueColour">Whether the terminal has all colours, and not 256 of them.</param>
    public static void Append(StringBuilder text, Raster raster, int indent, bool trueColour)
    {
        for (int y = 0; y < raster.Height; y += 2)
        {
            text.Append(' ', indent);
            (Colour? upper, Colour? lower) = (null, null);
            for (int x = 0; x < raster.Width; x++)
            {
                // A colour holds until the next one: areas cost one character a column.
                if (raster[x, y] != upper)
                    AppendColour(text, 38, raster[x, y], trueColour);
                if (raster[x, y + 1] != lower)
                    AppendColour(text, 48, raster[x, y + 1], trueColour);
                (upper, lower) = (raster[x, y], raster[x, y + 1]);
                text.Append('▀');
            }

            text.Append(Reset).Append("\u001b[K\n");
        }
    }

    private static void AppendColour(StringBuilder text, int layer, Colour colour, bool trueColour)
    {
        if (trueColour)
            text.Append(CultureInfo.InvariantCulture, $"\u001b[{layer};2;{colour.Red};{colour.Green};{colour.Blue}m");
        else
            text.Append(CultureInfo.InvariantCulture, $"\u001b[{layer};5;{CubeStart + (Sixth(colour.Red) * CubeSide + Sixth(colour.Green)) * CubeSide + Sixth(colour.Blue)}m");
    }

    // The steps of the cube are 0, 95, 135, 175, 215 and 255.
    private static int Sixth(byte value) => value < 48 ? 0 : value < 115 ? 1 : (value - 35) / 40;
}
