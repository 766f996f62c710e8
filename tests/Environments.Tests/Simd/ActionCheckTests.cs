using RlOrleans.Environments.Simd;
using RlOrleans.Environments.Tests.ClassicControl;

namespace RlOrleans.Environments.Tests.Simd;

public class ActionCheckTests
{
    private const int LaneCount = 37;

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void ThrowIfForeign_AnyLane_AgreesWithContains(int width)
    {
        foreach (Space space in new Space[] { new DiscreteSpace(3), BoxSpace.Uniform(-2, 1, 1), new MultiDiscreteSpace([3]) })
        {
            foreach (float action in new[] { 0f, 1f, 2f, 3f, -1f, -2f, -2.5f, 0.5f, float.NaN, float.PositiveInfinity, float.NegativeInfinity })
            {
                for (int lane = 0; lane < LaneCount; lane++)
                {
                    var actions = new float[LaneCount];
                    actions[lane] = action;
                    var error = Record.Exception(() => ActionCheck.ThrowIfForeign(actions, space, (LaneVectorWidth)width));
                    Assert.Equal(space.Contains([action]), error is null);
                    if (error is not null)
                        Assert.Contains($"lane {lane} is not in {space}", error.Message, StringComparison.Ordinal);
                }
            }
        }
    }
}
