using System.Text;
using RlOrleans.Client.Watch;
using RlOrleans.Environments.Rendering;

namespace RlOrleans.Client.Tests.Watch;

public sealed class HalfBlocksTests
{
    [Fact]
    public void Append_TwoRowsOfPixels_AreOneLineOfCharacters()
    {
        Assert.Equal(
            "  \u001b[38;2;255;0;0m\u001b[48;2;0;0;255m▀▀\u001b[48;2;0;255;0m▀\u001b[0m\u001b[K\n",
            Text(trueColour: true));
    }

    [Fact]
    public void Append_TerminalOf256Colours_GetsNumbersOfTheCube()
    {
        Assert.Equal(
            "  \u001b[38;5;196m\u001b[48;5;21m▀▀\u001b[48;5;46m▀\u001b[0m\u001b[K\n",
            Text(trueColour: false));
    }

    private static string Text(bool trueColour)
    {
        var scene = new Scene();
        scene.Begin(3, 2, Colour.Of(0xFF0000));
        scene.Rectangle(0, 1, 2, 1, Colour.Of(0x0000FF));
        scene.Rectangle(2, 1, 1, 1, Colour.Of(0x00FF00));
        var raster = new Raster(3, 2);
        new Rasteriser().Draw(scene, raster);
        var text = new StringBuilder();
        HalfBlocks.Append(text, raster, indent: 2, trueColour);
        return text.ToString();
    }
}
