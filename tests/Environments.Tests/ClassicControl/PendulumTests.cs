using RlOrleans.Environments.ClassicControl;
using RlOrleans.Environments.Simd;

namespace RlOrleans.Environments.Tests.ClassicControl;

public class PendulumTests
{
    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void Step_EachReferenceState_GivesTheNext(int width) =>
        ClassicControlAssert.EachReferenceStateGivesTheNext<Pendulum>((LaneVectorWidth)width, 1e-12);

    // A pendulum near upright multiplies a difference of 1e-14 by e^4 a second, and an episode lasts ten.
    [Fact]
    public void Step_ReferenceEpisodes_AreFollowed() => ClassicControlAssert.ReferenceEpisodesAreFollowed<Pendulum>(1e-8);

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void Step_AnyVectorWidth_GivesTheBitsOfOneLaneAtATime(int width) =>
        ClassicControlAssert.WidthGivesTheBitsOfOneLaneAtATime<Pendulum>((LaneVectorWidth)width);

    [Theory]
    [InlineData(0, 0, 0f, 0f)]
    [InlineData(0, 0, 2f, -0.004f)]
    [InlineData(1, 2, 0f, -1.4f)]
    [InlineData(1 + 4 * Math.PI, 2, 0f, -1.4f)]
    [InlineData(Math.PI, 8, -2f, -16.2736044f)]
    public void Step_AnyState_CostsAngleVelocityAndTorque(double angle, double velocity, float torque, float reward)
    {
        StepBatch result = ClassicControlAssert.StepFrom<Pendulum>([angle, velocity], 0, torque);
        Assert.Equal(reward, result.Rewards[0], 1e-6f);
    }

    [Fact]
    public void Step_TooFast_IsHeldAtTheLimit()
    {
        StepBatch result = ClassicControlAssert.StepFrom<Pendulum>([Math.PI / 2, 7.9], 0, 2);
        Assert.Equal(8f, result.Observations[2]);
    }

    [Theory]
    [InlineData(198, false)]
    [InlineData(199, true)]
    public void Step_AtTheLimit_TruncatesAndNeverTerminates(int step, bool truncated)
    {
        StepBatch result = ClassicControlAssert.StepFrom<Pendulum>([0, 0], step, 0);
        Assert.Equal(truncated, result.Truncated[0]);
        Assert.False(result.Terminated[0]);
    }

    [Theory]
    [InlineData(2.001f)]
    [InlineData(-2.001f)]
    [InlineData(float.NaN)]
    public void Step_TorqueOutOfBounds_Throws(float torque) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ClassicControlAssert.StepFrom<Pendulum>([0, 0], 0, torque));
}
