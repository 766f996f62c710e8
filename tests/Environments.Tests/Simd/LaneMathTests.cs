using RlOrleans.Environments.Simd;

namespace RlOrleans.Environments.Tests.Simd;

public class LaneMathTests
{
    [Fact]
    public void SinCos_AnglesOfManyTurns_AgreeWithMath()
    {
        var random = new CounterRandom(3, RandomPurpose.Action, 0, 0);
        for (uint i = 0; i < 100_000; i++)
        {
            (uint x, uint y, _, _) = random.Block(i);
            double angle = (x * (1.0 / uint.MaxValue) - 0.5) * (y % 2 == 0 ? 8 : 2e5);
            AssertSinCos(angle);
        }

        for (int quarter = -4000; quarter <= 4000; quarter++)
        {
            AssertSinCos(quarter * Math.PI / 4);
            AssertSinCos(Math.BitIncrement(quarter * Math.PI / 4));
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(Math.PI, Math.PI)]
    [InlineData(-Math.PI, -Math.PI)]
    [InlineData(4, 4 - Math.Tau)]
    [InlineData(-4, Math.Tau - 4)]
    [InlineData(100, 100 - 16 * Math.Tau)]
    public void WrapAngle_AnyAngle_LiesWithinHalfATurn(double angle, double expected) =>
        Assert.Equal(expected, Value(LaneMath.WrapAngle(new DoubleLanes1(angle))), 1e-13);

    [Theory]
    [InlineData(0.5, 0.5)]
    [InlineData(2, 1)]
    [InlineData(-3, -1)]
    [InlineData(1, 1)]
    public void Clamp_Number_LiesWithinTheBounds(double value, double expected) =>
        Assert.Equal(expected, Value(LaneMath.Clamp(new DoubleLanes1(value), -1, 1)));

    private static void AssertSinCos(double angle)
    {
        (DoubleLanes1 sine, DoubleLanes1 cosine) = LaneMath.SinCos(new DoubleLanes1(angle));
        Assert.Equal(Math.Sin(angle), Value(sine), 3e-14);
        Assert.Equal(Math.Cos(angle), Value(cosine), 3e-14);
    }

    private static double Value(DoubleLanes1 lane)
    {
        double value = 0;
        lane.Store(ref value);
        return value;
    }
}
