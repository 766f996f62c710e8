using RlOrleans.Environments.ClassicControl;
using RlOrleans.Environments.Simd;

namespace RlOrleans.Environments.Tests.ClassicControl;

public class AcrobotTests
{
    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void Step_EachReferenceState_GivesTheNext(int width) =>
        ClassicControlAssert.EachReferenceStateGivesTheNext<Acrobot>((LaneVectorWidth)width, 1e-12);

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void Step_AnyVectorWidth_GivesTheBitsOfOneLaneAtATime(int width) =>
        ClassicControlAssert.WidthGivesTheBitsOfOneLaneAtATime<Acrobot>((LaneVectorWidth)width);

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(Math.PI, 0, true)]
    [InlineData(Math.PI / 2, Math.PI / 2, false)]
    [InlineData(2.5, 0.1, true)]
    public void Step_TipAboveTheLine_TerminatesAndCostsNothing(double angle1, double angle2, bool terminated)
    {
        StepBatch result = ClassicControlAssert.StepFrom<Acrobot>([angle1, angle2, 0, 0], 0, 1);
        Assert.Equal(terminated, result.Terminated[0]);
        Assert.Equal(terminated ? 0f : -1f, result.Rewards[0]);
    }

    [Fact]
    public void Step_HangingStillWithoutTorque_StaysThere()
    {
        StepBatch result = ClassicControlAssert.StepFrom<Acrobot>([0, 0, 0, 0], 0, 1);
        Assert.Equal([1f, 0f, 1f, 0f, 0f, 0f], result.Observations);
    }

    [Fact]
    public void Step_TooFast_IsHeldAtTheLimits()
    {
        using var environment = new ClassicControlEnvironment<Acrobot>(1);
        environment.SetState(0, [0, 0, -4 * Math.PI, 9 * Math.PI], 0);
        var result = new StepBatch(1, 6);
        for (int step = 0; step < 20; step++)
        {
            environment.Step([2], result);
            double[] state = environment.GetState(0);
            Assert.All(state[..2], angle => Assert.InRange(angle, -Math.PI, Math.PI));
            Assert.InRange(state[2], -4 * Math.PI, 4 * Math.PI);
            Assert.InRange(state[3], -9 * Math.PI, 9 * Math.PI);
        }
    }

    [Theory]
    [InlineData(498, false)]
    [InlineData(499, true)]
    public void Step_AtTheLimit_Truncates(int step, bool truncated)
    {
        StepBatch result = ClassicControlAssert.StepFrom<Acrobot>([0, 0, 0, 0], step, 1);
        Assert.Equal(truncated, result.Truncated[0]);
        Assert.False(result.Terminated[0]);
    }

    [Fact]
    public void Reset_ManyLanes_HangsWithinATenth()
    {
        using IVectorEnvironment environment = EnvironmentRegistry.Default.Create("Acrobot-v1", 4096);
        var observations = new float[4096 * 6];
        environment.Reset(Lanes.Seed(), observations);
        float[] starts = [.. observations.Where((_, i) => i % 2 == 1 || i % 6 == 4)];
        Assert.All(starts, value => Assert.InRange(value, -0.1f, 0.1f));
        Assert.InRange(starts.Average(), -0.002f, 0.002f);
    }
}
