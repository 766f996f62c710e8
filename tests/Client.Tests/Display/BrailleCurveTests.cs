using RlOrleans.Client.Display;

namespace RlOrleans.Client.Tests.Display;

public sealed class BrailleCurveTests
{
    private const char Blank = '\u2800';

    [Fact]
    public void Draw_NoPoints_IsEmpty() => Assert.Empty(new BrailleCurve(10, 2).Draw());

    [Fact]
    public void Draw_RisingLine_RunsFromBottomLeftToTopRight()
    {
        var curve = new BrailleCurve(2, 1);
        for (int point = 0; point < 4; point++)
            curve.Add(point * 1000, point);

        // Four columns of dots, each one row higher than the one before.
        Assert.Equal(["⡠⠊"], curve.Draw());
    }

    [Fact]
    public void Draw_TwoPoints_AreBridgedOverTheWholeWidth()
    {
        var curve = new BrailleCurve(4, 1);
        curve.Add(0, 1);
        curve.Add(1e9, 1);
        Assert.DoesNotContain(Blank, Assert.Single(curve.Draw()));
    }

    [Fact]
    public void Draw_PointsOfAResumedRun_FillTheWidthFromTheFirst()
    {
        var curve = new BrailleCurve(2, 1);
        for (int point = 0; point < 4; point++)
            curve.Add(1_000_000 + point, point);
        Assert.Equal(["⡠⠊"], curve.Draw());
    }

    [Fact]
    public void Draw_EqualValues_IsALevelLine()
    {
        var curve = new BrailleCurve(2, 1);
        for (int point = 0; point < 4; point++)
            curve.Add(point, 7);
        Assert.Single(Assert.Single(curve.Draw()).Distinct());
    }

    [Fact]
    public void Add_NotANumber_IsPassedOver()
    {
        var curve = new BrailleCurve(2, 1);
        curve.Add(0.5, double.NaN);
        Assert.Empty(curve.Draw());
        Assert.True(double.IsNaN(curve.Most));
    }

    [Fact]
    public void Add_PointsWithoutEnd_KeepTheShape()
    {
        const int Points = 1_000_000;
        var curve = new BrailleCurve(20, 3);
        for (int point = 0; point <= Points; point++)
            curve.Add(point, (double)point / Points);
        Assert.Equal((0, 1), (curve.Least, curve.Most));

        var lines = curve.Draw();
        Assert.All(lines, line => Assert.Equal(20, line.Length));
        for (int cell = 0; cell < 20; cell++)
        {
            // A rising line: the lower third at the left, the upper third at the right, and no column without a dot.
            Assert.Equal(cell < 6, lines[2][cell] != Blank && lines[0][cell] == Blank && lines[1][cell] == Blank);
            Assert.Contains(lines, line => line[cell] != Blank);
        }

        Assert.NotEqual(Blank, lines[0][19]);
    }
}
