namespace RlOrleans.Learning.Tests.Replay;

/// <summary>One lane whose observation at step t is t, with reward 10^t, so that every sum names its steps.</summary>
public sealed class ReplayBufferTests
{
    private const float Gamma = 0.5f;
    private const float Final = 99;

    [Fact]
    public void Follow_OneStep_GivesTheNextObservationOfTheLane()
    {
        ReplayBuffer buffer = Filled(capacity: 8, steps: 4);
        Assert.Equal((10f, Gamma, 2f), Follow(buffer, slot: 1, steps: 1));
    }

    [Fact]
    public void Follow_LatestStep_GivesTheObservationAfterTheRollout()
    {
        ReplayBuffer buffer = Filled(capacity: 8, steps: 4);
        Assert.Equal((1000f, Gamma, 4f), Follow(buffer, slot: 3, steps: 1));
    }

    [Fact]
    public void Follow_SeveralSteps_DiscountsTheirRewards()
    {
        ReplayBuffer buffer = Filled(capacity: 8, steps: 4);
        Assert.Equal((1 + 5 + 25f, 0.125f, 3f), Follow(buffer, slot: 0, steps: 3));
    }

    [Fact]
    public void Follow_BeyondTheLatestStep_StopsThere()
    {
        ReplayBuffer buffer = Filled(capacity: 8, steps: 4);
        Assert.Equal((100 + 500f, 0.25f, 4f), Follow(buffer, slot: 2, steps: 5));
    }

    [Fact]
    public void Follow_TerminatedOnTheWay_StopsWithoutANext()
    {
        ReplayBuffer buffer = Filled(capacity: 8, steps: 4, terminated: 1);
        buffer.Follow(0, 3, Gamma, out float reward, out float discount);
        Assert.Equal((1 + 5f, 0f), (reward, discount));
    }

    [Fact]
    public void Follow_TruncatedOnTheWay_StopsAtTheFinalObservation()
    {
        ReplayBuffer buffer = Filled(capacity: 8, steps: 4, truncated: 1);
        Assert.Equal((1 + 5f, 0.25f, Final), Follow(buffer, slot: 0, steps: 3));
    }

    [Fact]
    public void Follow_RingWrittenOver_GoesOnAtItsBeginning()
    {
        // Steps 1 to 4 are left, step 4 where step 0 was.
        ReplayBuffer buffer = Filled(capacity: 4, steps: 5, truncated: 0);
        Assert.Equal(4, buffer.Count);
        Assert.Equal(4f, buffer.Observation(0)[0]);
        Assert.Equal((1000 + 5000f, 0.25f, 5f), Follow(buffer, slot: 3, steps: 3));
    }

    [Fact]
    public void SlotOf_LanesHalfFull_GivesEveryHeldSlotOnce()
    {
        var buffer = new ReplayBuffer(capacity: 20, lanes: 2, Rollouts.ObservationSize, actionSize: 1);
        buffer.Add([Rollouts.Random(1, steps: 4, lanes: 2)]);
        Assert.Equal([0, 1, 2, 3, 10, 11, 12, 13], Enumerable.Range(0, buffer.Count).Select(buffer.SlotOf).Order());
    }

    [Fact]
    public void Add_WrongNumberOfLanes_IsRefused()
    {
        var buffer = new ReplayBuffer(capacity: 20, lanes: 3, Rollouts.ObservationSize, actionSize: 1);
        Assert.Contains(
            "3 were expected", Assert.Throws<ArgumentException>(() => buffer.Add([Rollouts.Random(1, steps: 4, lanes: 2)])).Message, StringComparison.Ordinal);
    }

    private static (float Reward, float Discount, float Next) Follow(ReplayBuffer buffer, int slot, int steps)
    {
        float next = buffer.Follow(slot, steps, Gamma, out float reward, out float discount)[0];
        return (reward, discount, next);
    }

    private static ReplayBuffer Filled(int capacity, int steps, int terminated = -1, int truncated = -1)
    {
        float[] rewards = [.. Enumerable.Range(0, steps).Select(step => MathF.Round(MathF.Pow(10, step)))];
        float[] observations = [.. Enumerable.Range(0, steps).Select(step => (float)step)];
        var buffer = new ReplayBuffer(capacity, lanes: 1, observationSize: 1, actionSize: 1);
        buffer.Add([new Rollout(
            steps, 1, 0, observations, new float[steps], new float[steps], rewards,
            Flags(steps, terminated), Flags(steps, truncated), new float[] { steps }, truncated < 0 ? [] : new[] { Final })]);
        return buffer;
    }

    private static bool[] Flags(int count, int set) => [.. Enumerable.Range(0, count).Select(step => step == set)];
}
