namespace RlOrleans.Learning.Tests.Replay;

public sealed class PrioritizedReplayTests
{
    private const int Steps = 4;

    [Fact]
    public void Sample_OneLargeError_ComesBackInProportionAndCountsLess()
    {
        ReplayBuffer buffer = Buffer();
        var replay = new PrioritizedReplay(seed: 1, buffer.SlotCount, alpha: 1, initialBeta: 1);
        replay.Added(buffer, Steps);
        Learn(replay, 7, 1, 1, 1);

        var sample = new ReplaySample(1000);
        replay.Sample(buffer, gradientStep: 0, remaining: 1, sample);
        Assert.InRange(sample.Slots.Count(slot => slot == 0), 695, 705);
        for (int i = 0; i < sample.Count; i++)
            Assert.Equal(sample.Slots[i] == 0 ? 1f / 7 : 1, sample.Weights[i], 1e-5f);
    }

    [Fact]
    public void Sample_NothingLearntYet_IsUniform()
    {
        ReplayBuffer buffer = Buffer();
        var replay = new PrioritizedReplay(seed: 1, buffer.SlotCount, alpha: 0.6, initialBeta: 0.4);
        replay.Added(buffer, Steps);
        var sample = new ReplaySample(400);
        replay.Sample(buffer, gradientStep: 0, remaining: 1, sample);
        Assert.All(Enumerable.Range(0, Steps), slot => Assert.Equal(100, sample.Slots.Count(chosen => chosen == slot)));
        Assert.All(sample.Weights, weight => Assert.Equal(1, weight));
    }

    [Fact]
    public void Sample_EmptySlots_AreNeverChosen()
    {
        ReplayBuffer buffer = Buffer(capacity: 100);
        var replay = new PrioritizedReplay(seed: 1, buffer.SlotCount, alpha: 0, initialBeta: 1);
        replay.Added(buffer, Steps);
        var sample = new ReplaySample(1000);
        replay.Sample(buffer, gradientStep: 3, remaining: 0, sample);
        Assert.All(sample.Slots, slot => Assert.InRange(slot, 0, Steps - 1));
    }

    private static ReplayBuffer Buffer(int capacity = Steps)
    {
        var buffer = new ReplayBuffer(capacity, lanes: 1, Rollouts.ObservationSize, actionSize: 1);
        buffer.Add([Rollouts.Random(1, Steps, lanes: 1)]);
        return buffer;
    }

    private static void Learn(PrioritizedReplay replay, params float[] errors)
    {
        var sample = new ReplaySample(errors.Length);
        errors.CopyTo(sample.Errors, 0);
        for (int i = 0; i < errors.Length; i++)
            sample.Slots[i] = i;
        replay.Learnt(sample);
    }
}
