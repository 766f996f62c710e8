using RlOrleans.Environments.ClassicControl;
using RlOrleans.Environments.Simd;

namespace RlOrleans.Environments.Tests.ClassicControl;

public class MountainCarTests
{
    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void Step_EachReferenceState_GivesTheNext(int width) =>
        ClassicControlAssert.EachReferenceStateGivesTheNext<MountainCar>((LaneVectorWidth)width, 1e-14);

    [Fact]
    public void Step_ReferenceEpisodes_AreFollowed() => ClassicControlAssert.ReferenceEpisodesAreFollowed<MountainCar>(1e-10);

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void Step_AnyVectorWidth_GivesTheBitsOfOneLaneAtATime(int width) =>
        ClassicControlAssert.WidthGivesTheBitsOfOneLaneAtATime<MountainCar>((LaneVectorWidth)width);

    [Theory]
    [InlineData(0.48, 0.05, 2, true)]
    [InlineData(0.44, 0.05, 2, false)]
    [InlineData(0.55, -0.01, 0, false)]
    public void Step_BeyondTheGoal_TerminatesUnlessItRollsBack(double position, double velocity, float action, bool terminated)
    {
        StepBatch result = ClassicControlAssert.StepFrom<MountainCar>([position, velocity], 0, action);
        Assert.Equal(terminated, result.Terminated[0]);
        Assert.Equal(-1f, result.Rewards[0]);
    }

    [Fact]
    public void Step_IntoTheWall_Stops()
    {
        StepBatch result = ClassicControlAssert.StepFrom<MountainCar>([-1.19, -0.06], 0, 0);
        Assert.Equal([-1.2f, 0f], result.Observations);
    }

    [Fact]
    public void Step_TooFast_IsHeldAtTheLimit()
    {
        StepBatch result = ClassicControlAssert.StepFrom<MountainCar>([-0.5, 0.0699], 0, 2);
        Assert.Equal(0.07f, result.Observations[1]);
    }

    [Theory]
    [InlineData(198, false)]
    [InlineData(199, true)]
    public void Step_AtTheLimit_Truncates(int step, bool truncated)
    {
        StepBatch result = ClassicControlAssert.StepFrom<MountainCar>([-0.5, 0], step, 1);
        Assert.Equal(truncated, result.Truncated[0]);
        Assert.False(result.Terminated[0]);
    }

    [Fact]
    public void Reset_ManyLanes_StartsAtRestInTheValley()
    {
        using IVectorEnvironment environment = EnvironmentRegistry.Default.Create("MountainCar-v0", 4096);
        var observations = new float[4096 * 2];
        environment.Reset(Lanes.Seed(), observations);
        float[] positions = [.. observations.Where((_, i) => i % 2 == 0)];
        Assert.All(positions, position => Assert.InRange(position, -0.6f, -0.4f));
        Assert.All(observations.Where((_, i) => i % 2 == 1), velocity => Assert.Equal(0f, velocity));
        Assert.InRange(positions.Average(), -0.504f, -0.496f);
    }
}
