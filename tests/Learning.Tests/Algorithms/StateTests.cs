using System.Buffers;

namespace RlOrleans.Learning.Tests.Algorithms;

public sealed class StateTests
{
    private const int Steps = 32;
    private const int Lanes = 3;

    public static TheoryData<string, string> Learners => new()
    {
        { "ppo", "true" },
        { "reinforce", "true" },
        { "reinforce", "false" },
        { "impala", "true" },
    };

    [Theory]
    [MemberData(nameof(Learners))]
    public void Load_SavedState_ContinuesBitByBit(string algorithm, string baseline)
    {
        using ILearner uninterrupted = Learner(algorithm, baseline);
        for (uint i = 0; i < 3; i++)
            uninterrupted.Update([Rollouts.Random(i, Steps, Lanes)]);
        byte[] state = Save(uninterrupted);

        using ILearner resumed = Learner(algorithm, baseline);
        resumed.Load(state);
        Assert.Equal(uninterrupted.Version, resumed.Version);
        Assert.Equal(uninterrupted.StepsSeen, resumed.StepsSeen);
        for (uint i = 3; i < 6; i++)
        {
            UpdateStatistics expected = uninterrupted.Update([Rollouts.Random(i, Steps, Lanes)]);
            UpdateStatistics actual = resumed.Update([Rollouts.Random(i, Steps, Lanes)]);
            for (int figure = 0; figure < expected.Count; figure++)
                Assert.Equal(expected[figure], actual[figure]);
        }

        Assert.Equal(uninterrupted.Weights(), resumed.Weights());
        Assert.Equal(Save(uninterrupted), Save(resumed));
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public void Update_SameSeed_GivesTheSameHash(string algorithm, string baseline)
    {
        string Run(ulong seed)
        {
            using ILearner learner = Learner(algorithm, baseline, seed);
            for (uint i = 0; i < 3; i++)
                learner.Update([Rollouts.Random(i, Steps, Lanes)]);
            return WeightsHash.Compute(learner.Weights());
        }

        Assert.Equal(Run(7), Run(7));
        Assert.NotEqual(Run(7), Run(8));
    }

    [Fact]
    public void Update_LanesSplitOverAgents_GivesTheSameHash()
    {
        Rollout all = Rollouts.Random(1, Steps, Lanes);
        using ILearner one = Learner("ppo", "true"), several = Learner("ppo", "true");
        one.Update([all]);
        several.Update([Lane(all, 0), Lane(all, 1), Lane(all, 2)]);
        Assert.Equal(one.Weights(), several.Weights());
    }

    [Fact]
    public void Load_OneByteChanged_NamesTheChecksum()
    {
        using ILearner learner = Learner("ppo", "true");
        byte[] state = Save(learner);
        state[state.Length / 2] ^= 1;
        Assert.Contains("checksum", Assert.Throws<InvalidDataException>(() => learner.Load(state)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_CutShort_IsRefused()
    {
        using ILearner learner = Learner("ppo", "true");
        byte[] state = Save(learner);
        foreach (int length in (int[])[0, 10, 100, state.Length - 1])
            Assert.Throws<InvalidDataException>(() => learner.Load(state.AsSpan(0, length)));
    }

    [Fact]
    public void Load_OtherLearnersState_IsRefusedAndChangesNothing()
    {
        using ILearner learner = Learner("ppo", "true"), other = Learner("reinforce", "true");
        float[] before = learner.Weights();
        byte[] state = Save(other);
        Assert.Contains("other settings", Assert.Throws<InvalidDataException>(() => learner.Load(state)).Message, StringComparison.Ordinal);
        Assert.Equal(before, learner.Weights());
    }

    private static ILearner Learner(string algorithm, string baseline, ulong seed = 1) => algorithm switch
    {
        "ppo" => Rollouts.Learner("ppo", Lanes, seed, ("n_steps", $"{Steps}"), ("batch_size", "20"), ("n_epochs", "3"), ("net_arch", "24,10")),
        "reinforce" => Rollouts.Learner("reinforce", Lanes, seed, ("n_steps", $"{Steps}"), ("baseline", baseline), ("net_arch", "24,10")),
        _ => Rollouts.Learner(algorithm, Lanes, seed, ("n_steps", $"{Steps}"), ("net_arch", "24,10")),
    };

    private static byte[] Save(ILearner learner)
    {
        var buffer = new ArrayBufferWriter<byte>();
        learner.Save(buffer);
        return buffer.WrittenSpan.ToArray();
    }

    private static Rollout Lane(Rollout all, int lane)
    {
        T[] Pick<T>(ReadOnlyMemory<T> values, int size) => [.. Enumerable.Range(0, all.Steps)
            .SelectMany(step => values.Slice((step * all.Lanes + lane) * size, size).ToArray())];

        var finals = new List<float>();
        for (int i = 0, row = 0; i < all.Truncated.Length; i++)
        {
            if (!all.Truncated.Span[i])
                continue;
            if (i % all.Lanes == lane)
                finals.AddRange(all.FinalObservations.Slice(row * Rollouts.ObservationSize, Rollouts.ObservationSize).ToArray());
            row++;
        }

        return new Rollout(
            all.Steps, 1, 0, Pick(all.Observations, Rollouts.ObservationSize), Pick(all.Actions, 1), Pick(all.LogProbs, 1), Pick(all.Rewards, 1),
            Pick(all.Terminated, 1), Pick(all.Truncated, 1),
            all.LastObservations.Slice(lane * Rollouts.ObservationSize, Rollouts.ObservationSize), finals.ToArray());
    }
}
