using System.Globalization;
using System.Xml.Linq;
using RlOrleans.Environments.Rendering;

namespace RlOrleans.Environments.Tests.Rendering;

public class WriterTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 300)]
    [InlineData(64, 64)]
    public void Png_AnyPicture_DecodesToTheSamePixels(int width, int height)
    {
        var raster = new Raster(width, height);
        for (int i = 0; i < raster.Pixels.Length; i++)
            raster.Pixels[i] = (byte)(i * i / 7);
        using var stream = new MemoryStream();
        PngWriter.Write(stream, raster);
        (int decodedWidth, int decodedHeight, byte[] pixels) = PngDecoder.Read(stream.ToArray());
        Assert.Equal((width, height), (decodedWidth, decodedHeight));
        Assert.Equal(raster.Pixels.ToArray(), pixels);
    }

    [Fact]
    public void Gif_MovingSquare_DecodesToItsFramesAndTimes()
    {
        Film film = MovingSquare(frames: 7, framesPerSecond: 15);
        using var stream = new MemoryStream();
        GifWriter.Write(stream, film, 64);
        GifDecoder gif = GifDecoder.Read(stream.ToArray());
        Assert.Equal((64, 32, true), (gif.Width, gif.Height, gif.RepeatsForEver));
        Assert.Equal(7, gif.Frames.Count);

        // 7/15 of a second and the rest at the end, without a loss by rounding.
        Assert.Equal(47 + 150, gif.Hundredths.Sum());
        var raster = new Raster(64, 32);
        for (int frame = 0; frame < 7; frame++)
        {
            new Rasteriser().Draw(film.Scenes[frame], raster);
            Assert.Equal(raster.Pixels.ToArray().Chunk(3).Select(rgb => rgb[0] << 16 | rgb[1] << 8 | rgb[2]), gif.Frames[frame]);
        }
    }

    [Fact]
    public void Gif_NoiseThatFillsTheCodeTable_DecodesToTheNearestColours()
    {
        var scene = new Scene();
        scene.Begin(200, 160, Colour.Of(0));
        for (int i = 0; i < 32_000; i++)
            scene.Rectangle(i % 200, i / 200, 1, 1, Colour.Of((i * 2_654_435 >> 3 & 0xE0E0E0) | 0x101010));
        using var stream = new MemoryStream();
        GifWriter.Write(stream, new Film([scene, scene], 10), 200);
        GifDecoder gif = GifDecoder.Read(stream.ToArray());
        var raster = new Raster(200, 160);
        new Rasteriser().Draw(scene, raster);
        int[] expected = [.. raster.Pixels.ToArray().Chunk(3).Select(rgb => rgb[0] << 16 | rgb[1] << 8 | rgb[2])];
        int far = expected.Zip(gif.Frames[0]).Count(pair => Distance(pair.First, pair.Second) > 100);
        Assert.True(expected.Distinct().Count() > 200);
        Assert.Equal(0, far);
        Assert.Equal(gif.Frames[0], gif.Frames[1]);

        static int Distance(int left, int right) =>
            Math.Abs((left >> 16) - (right >> 16)) + Math.Abs((left >> 8 & 255) - (right >> 8 & 255)) + Math.Abs((left & 255) - (right & 255));
    }

    [Fact]
    public void Svg_Scene_HasAnElementAShape()
    {
        var scene = new Scene();
        scene.Begin(100, 50.5, Colour.Of(0x102030));
        scene.Rectangle(1, 2, 3, 4, Colour.Of(0xFF0000), 0.5);
        scene.Circle(5.25, 6, 7, Colour.Of(0x00FF00));
        scene.Line(0, 0, 10, 10, 2, Colour.Of(0x0000FF));
        scene.Polygon([new(0, 0), new(1, 0), new(0, 1)], Colour.Of(0xFFFFFF));
        scene.Text(10, 20, 6, "A<&", Colour.Of(0xFFFFFF));
        XElement svg = XElement.Parse(SvgWriter.Write(scene));
        Assert.Equal("0 0 100 50.5", (string?)svg.Attribute("viewBox"));
        Assert.Equal(["rect", "rect", "circle", "path", "path", "path"], svg.Elements().Select(element => element.Name.LocalName));
        Assert.Equal("5.25", (string?)svg.Elements().ElementAt(2).Attribute("cx"));
        Assert.Equal("M0 0L1 0L0 1Z", (string?)svg.Elements().ElementAt(4).Attribute("d"));
    }

    [Fact]
    public void Svg_Film_EveryFrameShowsItsShapesInTheirOrder()
    {
        Film film = MovingSquare(frames: 9, framesPerSecond: 10);
        string text = SvgWriter.Write(film);
        XElement svg = XElement.Parse(text);
        for (int frame = 0; frame < film.Scenes.Count; frame++)
        {
            string[] shown = [.. svg.Elements().Skip(1).Where(element => Shows(element, film, frame)).SelectMany(Leaves).Select(Form)];
            string[] expected = [.. XElement.Parse(SvgWriter.Write(film.Scenes[frame])).Elements().Skip(1).Select(Form)];
            Assert.Equal(expected, shown);
        }

        // What never moves is written once.
        Assert.Single(svg.Elements(), element => element.Name.LocalName == "circle");

        static IEnumerable<XElement> Leaves(XElement element) =>
            element.Name.LocalName == "g" ? element.Elements().Where(child => child.Name.LocalName != "animate") : [element];

        static string Form(XElement element) => string.Join(' ', element.Attributes().Select(attribute => attribute.Value));
    }

    private static bool Shows(XElement element, Film film, int frame)
    {
        if (element.Name.LocalName != "g")
            return true;
        XElement animate = element.Elements().First();
        string[] values = ((string)animate.Attribute("values")!).Split(';');
        double[] times = [.. ((string)animate.Attribute("keyTimes")!).Split(';').Select(time => double.Parse(time, CultureInfo.InvariantCulture))];
        double now = (frame + 0.5) / film.FramesPerSecond / film.Seconds;
        return values[Array.FindLastIndex(times, time => time <= now)] == "visible";
    }

    // A square that moves, comes back to where it was and passes behind a disc that stays.
    private static Film MovingSquare(int frames, int framesPerSecond)
    {
        var scenes = new List<Scene>();
        for (int frame = 0; frame < frames; frame++)
        {
            var scene = new Scene();
            scene.Begin(64, 32, Colour.Of(0x102030));
            scene.Rectangle(4 * (frame % 4), 8, 8, 8, Colour.Of(0xFFAA00));
            scene.Circle(20, 12, 6, Colour.Of(0x00AAFF));
            if (frame % 3 == 1)
                scene.Rectangle(40, 20, 4, 4, Colour.Of(0xFF0000));
            scenes.Add(scene);
        }

        return new Film(scenes, framesPerSecond);
    }
}
