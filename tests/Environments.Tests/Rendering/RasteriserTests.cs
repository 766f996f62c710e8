using RlOrleans.Environments.Rendering;

namespace RlOrleans.Environments.Tests.Rendering;

public class RasteriserTests
{
    private static readonly Colour Black = Colour.Of(0), White = Colour.Of(0xFFFFFF);

    [Fact]
    public void Draw_Rectangle_CoversItsPixelsExactly()
    {
        Raster raster = Draw(10, 10, scene => scene.Rectangle(2, 3, 4, 5, White));
        for (int y = 0; y < 10; y++)
        {
            for (int x = 0; x < 10; x++)
                Assert.Equal(x is >= 2 and < 6 && y is >= 3 and < 8 ? White : Black, raster[x, y]);
        }
    }

    [Fact]
    public void Draw_HalfCoveredPixels_AreHalfBright()
    {
        Raster raster = Draw(4, 4, scene => scene.Rectangle(0.5, 0, 2, 4, White));
        Assert.Equal([128, 255, 128, 0], Enumerable.Range(0, 4).Select(x => (int)raster[x, 1].Red));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(60)]
    public void Draw_Circle_HasItsArea(double radius)
    {
        Raster raster = Draw(128, 128, scene => scene.Circle(64, 64, radius, White));
        double area = raster.Pixels.ToArray().Sum(channel => channel / 255.0) / 3;
        Assert.InRange(area / (Math.PI * radius * radius), 0.985, 1.005);
    }

    [Fact]
    public void Draw_CrossingPiecesOfALine_AreOneArea()
    {
        // Both the diagonals and their round ends overlap in the middle, in outlines of both directions.
        Raster raster = Draw(40, 40, scene => scene.Polyline([new(5, 5), new(35, 35), new(35, 5), new(5, 35)], 6, White));
        Assert.Equal(White, raster[20, 20]);
        Assert.Equal(Black, raster[20, 5]);
        Assert.DoesNotContain(raster.Pixels.ToArray().Chunk(3), pixel => pixel[0] != pixel[1] || pixel[1] != pixel[2]);
    }

    [Fact]
    public void Draw_PolygonInEitherDirection_IsTheSame()
    {
        Raster left = Draw(20, 20, scene => scene.Polygon([new(2, 2), new(18, 5), new(9, 17)], White));
        Raster right = Draw(20, 20, scene => scene.Polygon([new(9, 17), new(18, 5), new(2, 2)], White));
        Assert.True(left.Pixels.SequenceEqual(right.Pixels));
    }

    [Fact]
    public void Draw_ShapesBeyondTheEdge_AreCutOff()
    {
        Raster raster = Draw(10, 10, scene =>
        {
            scene.Circle(-100, 5, 20, White);
            scene.Rectangle(-5, -5, 7, 100, White);
            scene.Line(8, -50, 8, 50, 2, White);
        });
        Assert.Equal([White, White, Black, Black], new[] { 0, 1, 2, 5 }.Select(x => raster[x, 5]));
        Assert.Equal(White, raster[8, 0]);
    }

    [Fact]
    public void Draw_OtherProportions_CentresTheScene()
    {
        var scene = new Scene();
        scene.Begin(10, 10, Black);
        scene.Rectangle(0, 0, 10, 10, White);
        var raster = new Raster(40, 20);
        new Rasteriser().Draw(scene, raster);
        Assert.Equal([Black, White, White, Black], new[] { 9, 10, 29, 30 }.Select(x => raster[x, 10]));
    }

    [Fact]
    public void Draw_Text_LiesWhereItsAnchorSays()
    {
        foreach ((TextAnchor anchor, int from, int to) in new[] { (TextAnchor.Start, 50, 94), (TextAnchor.Middle, 28, 72), (TextAnchor.End, 6, 50) })
        {
            Raster raster = Draw(100, 20, scene => scene.Text(50, 16, 12, "AB 1", White, anchor));
            int[] lit = [.. Enumerable.Range(0, 100).Where(x => Enumerable.Range(0, 20).Any(y => raster[x, y].Red > 100))];
            Assert.InRange(lit[0], from - 2, from + 3);
            Assert.InRange(lit[^1], to - 3, to + 2);
        }
    }

    [Fact]
    public void Text_EveryAsciiLetterAndDigit_HasItsOwnForm()
    {
        // O and 0 share theirs.
        string letters = "ABCDEFGHIJKLMNPQRSTUVWXYZ0123456789.,:!?-+=/%()[]<>'\"_*#";
        var forms = letters.Select(letter => Convert.ToHexString(Draw(20, 20, scene => scene.Text(4, 17, 14, letter.ToString(), White)).Pixels)).ToList();
        Assert.Equal(letters.Length, forms.Distinct().Count());
    }

    private static Raster Draw(int width, int height, Action<Scene> draw)
    {
        var scene = new Scene();
        scene.Begin(width, height, Black);
        draw(scene);
        var raster = new Raster(width, height);
        new Rasteriser().Draw(scene, raster);
        return raster;
    }
}
