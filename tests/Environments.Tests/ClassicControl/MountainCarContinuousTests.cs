using RlOrleans.Environments.ClassicControl;
using RlOrleans.Environments.Simd;

namespace RlOrleans.Environments.Tests.ClassicControl;

public class MountainCarContinuousTests
{
    // States are rounded to float32, which hides the last bits of the cosine: nothing may differ.
    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void Step_EachReferenceState_GivesTheNextToTheBit(int width) =>
        ClassicControlAssert.EachReferenceStateGivesTheNext<MountainCarContinuous>((LaneVectorWidth)width, 0);

    [Fact]
    public void Step_ReferenceEpisodes_AreFollowedToTheBit() => ClassicControlAssert.ReferenceEpisodesAreFollowed<MountainCarContinuous>(0);

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void Step_AnyVectorWidth_GivesTheBitsOfOneLaneAtATime(int width) =>
        ClassicControlAssert.WidthGivesTheBitsOfOneLaneAtATime<MountainCarContinuous>((LaneVectorWidth)width);

    [Theory]
    [InlineData(0.43, 0.05, 1f, true, 99.9f)]
    [InlineData(0.43, 0.05, 0f, true, 100f)]
    [InlineData(0.38, 0.05, 0.5f, false, -0.025f)]
    [InlineData(0.50, -0.01, -1f, false, -0.1f)]
    public void Step_Force_CostsItsSquareAndTheGoalPays(double position, double velocity, float force, bool terminated, float reward)
    {
        StepBatch result = ClassicControlAssert.StepFrom<MountainCarContinuous>([position, velocity], 0, force);
        Assert.Equal(terminated, result.Terminated[0]);
        Assert.Equal(reward, result.Rewards[0], 1e-6f);
    }

    [Theory]
    [InlineData(997, false)]
    [InlineData(998, true)]
    public void Step_AtTheLimit_Truncates(int step, bool truncated)
    {
        StepBatch result = ClassicControlAssert.StepFrom<MountainCarContinuous>([-0.5, 0], step, 0);
        Assert.Equal(truncated, result.Truncated[0]);
        Assert.False(result.Terminated[0]);
    }

    [Theory]
    [InlineData(1.0001f)]
    [InlineData(-1.0001f)]
    [InlineData(float.NaN)]
    public void Step_ForceOutOfBounds_Throws(float force) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ClassicControlAssert.StepFrom<MountainCarContinuous>([-0.5, 0], 0, force));
}
