using System.Globalization;
using System.Xml.Linq;
using RlOrleans.Runs.Reporting;

namespace RlOrleans.Grains.Tests.Runs.Reporting;

public class LearningCurveSvgTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Draw_Points_AreWhereTheAxesSay()
    {
        UpdateMetrics[] points = [Point(0, 20), Point(25_000, 100), Point(50_000, 400), Point(100_000, 500)];
        XElement root = XDocument.Parse(LearningCurveSvg.Draw("CartPole-v1", points, 475)).Root!;
        (double X, double Y)[] curve = Coordinates(root.Elements(Svg + "polyline").Single());

        Assert.Equal(4, curve.Length);
        foreach ((UpdateMetrics point, (double x, double y)) in points.Zip(curve))
        {
            Assert.Equal(point.Steps, ValueAt(root, "x", x), 300.0);
            Assert.Equal(point.MeanReturn, ValueAt(root, "y", y), 1.0);
        }

        XElement goal = root.Elements(Svg + "line").Single(line => (string?)line.Attribute("class") == "goal");
        Assert.Equal(475, ValueAt(root, "y", (double)goal.Attribute("y1")!), 1.0);
        Assert.Contains("goal 475", Texts(root));
        Assert.Contains("CartPole-v1", Texts(root));
        Assert.Contains("20k", Texts(root));
    }

    [Fact]
    public void Draw_SamePoints_GivesTheSameText()
    {
        UpdateMetrics[] points = [.. Enumerable.Range(1, 1000).Select(i => Points.At(i))];
        Assert.Equal(LearningCurveSvg.Draw("a", points, 475), LearningCurveSvg.Draw("a", points, 475));
    }

    [Fact]
    public void Draw_ManyPoints_KeepsTheEndsAndStaysSmall()
    {
        UpdateMetrics[] points = [.. Enumerable.Range(1, 100_000).Select(i => Points.At(i))];
        string text = LearningCurveSvg.Draw("a", points, double.NaN);
        XElement root = XDocument.Parse(text).Root!;
        (double X, double Y)[] curve = Coordinates(root.Elements(Svg + "polyline").Single());
        Assert.Equal(points[0].MeanReturn, ValueAt(root, "y", curve[0].Y), 500.0);
        Assert.Equal(points[^1].MeanReturn, ValueAt(root, "y", curve[^1].Y), 500.0);
        Assert.True(text.Length < 40_000);
    }

    [Fact]
    public void Draw_NothingKnown_SaysSo()
    {
        foreach (UpdateMetrics[] points in new UpdateMetrics[][] { [], [Point(100, double.NaN)] })
        {
            XElement root = XDocument.Parse(LearningCurveSvg.Draw("a", points, double.NaN)).Root!;
            Assert.Contains("no episode has ended yet", Texts(root));
            Assert.Empty(root.Elements(Svg + "polyline"));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-200)]
    [InlineData(21.5)]
    public void Draw_OneFlatLine_StaysWithinThePicture(double value)
    {
        XElement root = XDocument.Parse(LearningCurveSvg.Draw("a", [Point(10, value), Point(20, value)], double.NaN)).Root!;
        Assert.All(Coordinates(root.Elements(Svg + "polyline").Single()), point =>
        {
            Assert.InRange(point.X, 0, (double)root.Attribute("width")!);
            Assert.InRange(point.Y, 0, (double)root.Attribute("height")!);
            Assert.Equal(value, ValueAt(root, "y", point.Y), 0.05);
        });
    }

    [Fact]
    public void Draw_TitleWithMarkup_IsEscaped()
    {
        XElement root = XDocument.Parse(LearningCurveSvg.Draw("""<b> & "x" </b>""", [Point(1, 1)], 1)).Root!;
        Assert.Contains("""<b> & "x" </b>""", Texts(root));
    }

    [Fact]
    public void Write_Twice_ReplacesTheFile()
    {
        using var folder = new ReportingFolder();
        string path = folder[LearningCurveSvg.FileName];
        LearningCurveSvg.Write(path, "first", [], double.NaN);
        LearningCurveSvg.Write(path, "second", [Point(1, 1)], double.NaN);
        Assert.Equal([path], Directory.EnumerateFiles(folder.Path));
        Assert.Equal(LearningCurveSvg.Draw("second", [Point(1, 1)], double.NaN), File.ReadAllText(path));
    }

    [Theory]
    [InlineData(0, 500, 5, new double[] { 0, 100, 200, 300, 400, 500 })]
    [InlineData(-200, -60, 5, new double[] { -200, -150, -100, -50 })]
    [InlineData(3, 3, 5, new double[] { 3, 3.2, 3.4, 3.6, 3.8, 4 })]
    public void Spanning_Range_GivesRoundValues(double low, double high, int wanted, double[] expected)
    {
        double[] ticks = AxisTicks.Spanning(low, high, wanted);
        Assert.Equal(expected.Length, ticks.Length);
        Assert.All(ticks.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 9));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.5, "-0.5")]
    [InlineData(475, "475")]
    [InlineData(1500, "1.5k")]
    [InlineData(2_000_000, "2M")]
    [InlineData(-3e9, "-3G")]
    public void Label_Value_IsShort(double value, string expected) => Assert.Equal(expected, AxisTicks.Label(value));

    private static UpdateMetrics Point(long steps, double meanReturn) => Points.At(1) with { Steps = steps, MeanReturn = meanReturn };

    private static (double X, double Y)[] Coordinates(XElement line) =>
    [
        .. ((string)line.Attribute("points")!).Split(' ').Select(pair => pair.Split(','))
            .Select(pair => (double.Parse(pair[0], CultureInfo.InvariantCulture), double.Parse(pair[1], CultureInfo.InvariantCulture))),
    ];

    private static IEnumerable<string> Texts(XElement root) => root.Elements(Svg + "text").Select(text => text.Value);

    // Reads a coordinate off the labels of an axis: those of x are centred below it, those of y end left of it.
    private static double ValueAt(XElement root, string axis, double coordinate)
    {
        (double Position, double Value)[] labels =
        [
            .. root.Elements(Svg + "text")
                .Where(text => (string?)text.Attribute("text-anchor") == (axis == "x" ? "middle" : "end") && TryValue(text.Value, out _))
                .Select(text => ((double)text.Attribute(axis)! - (axis == "y" ? 4 : 0), TryValue(text.Value, out double value) ? value : 0)),
        ];
        ((double p0, double v0), (double p1, double v1)) = (labels[0], labels[^1]);
        return v0 + (v1 - v0) * (coordinate - p0) / (p1 - p0);
    }

    private static bool TryValue(string label, out double value)
    {
        double unit = label[^1] switch { 'k' => 1e3, 'M' => 1e6, _ => 1 };
        bool isNumber = double.TryParse(label.TrimEnd('k', 'M'), CultureInfo.InvariantCulture, out value);
        value *= unit;
        return isNumber;
    }
}
