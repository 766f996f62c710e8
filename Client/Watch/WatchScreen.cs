using System.Text;
using RlOrleans.Client.CommandLine;
using RlOrleans.Environments.Rendering;
using Spectre.Console;

namespace RlOrleans.Client.Watch;

/// <summary>
/// The terminal while somebody watches: a screen of its own, with the picture as large as it fits and a line below. Disposing
/// it brings back what was there before.
/// </summary>
internal sealed class WatchScreen : IDisposable
{
    private const string Enter = "\u001b[?1049h\u001b[?25l\u001b[2J";
    private const string Leave = "\u001b[?25h\u001b[?1049l";
    private const string Home = "\u001b[H";
    private const string ClearBelow = "\u001b[J";

    // The line below the picture, and one for the cursor.
    private const int TextLines = 2;
    private const int LeastColumns = 8;
    private const int LeastLines = 4;

    private readonly Terminal _terminal;
    private readonly Rasteriser _rasteriser = new();
    private readonly StringBuilder _text = new();
    private readonly bool _trueColour;

    public WatchScreen(Terminal terminal)
    {
        _terminal = terminal;
        _trueColour = terminal.Ansi.Profile.Capabilities.ColorSystem >= ColorSystem.TrueColor;
        terminal.Output.Write(Enter);
    }

    /// <summary>Shows a picture and a line of text.</summary>
    public void Show(Scene scene, string line)
    {
        // Asked anew each time: the window may have another size by now.
        var profile = _terminal.Ansi.Profile;
        int columns = Math.Max(LeastColumns, profile.Width), lines = Math.Max(LeastLines, profile.Height - TextLines);
        Raster raster = Fit(scene, columns, lines);
        _rasteriser.Draw(scene, raster);
        int indent = (columns - raster.Width) / 2;
        _text.Clear().Append(Home);
        HalfBlocks.Append(_text, raster, indent, _trueColour);
        _text.Append(' ', indent).Append(line.Length > columns - indent ? line[..(columns - indent)] : line).Append("\u001b[K").Append(ClearBelow);
        _terminal.Output.Write(_text);
        _terminal.Output.Flush();
    }

    public void Dispose()
    {
        _terminal.Output.Write(Leave);
        _terminal.Output.Flush();
    }

    // A character is about twice as high as it is wide, so that its halves are square pixels.
    private static Raster Fit(Scene scene, int columns, int lines)
    {
        double scale = Math.Min(columns / scene.Width, 2 * lines / scene.Height);
        int width = Math.Clamp((int)(scene.Width * scale), 1, Raster.MaxSide);
        int height = Math.Clamp((int)(scene.Height * scale / 2), 1, Raster.MaxSide / 2) * 2;
        return new Raster(width, height);
    }
}
