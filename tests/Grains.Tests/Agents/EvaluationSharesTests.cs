using RlOrleans.Agents;
using RlOrleans.Environments;

namespace RlOrleans.Grains.Tests.Agents;

public sealed class EvaluationSharesTests
{
    [Fact]
    public void Take_MoreThanTheShare_CountsTheShareOnly()
    {
        var shares = new EvaluationShares(episodes: 5, lanes: 3);

        int[] counted = [.. Enumerable.Range(0, 3).Select(lane => Enumerable.Range(0, 4).Count(_ => shares.Take(lane)))];

        Assert.Equal([2, 2, 1], counted);
    }

    [Fact]
    public void PassOn_RetiredLane_LeavesItsShareToAnother()
    {
        var shares = new EvaluationShares(episodes: 4, lanes: 2);
        Assert.True(shares.Take(0));

        shares.PassOn(new LaneFaults { Aborted = [true, false], Episodes = [1, 1], Retired = [true, false] });

        Assert.False(shares.Take(0));
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => shares.Take(1)));
    }
}
