namespace RlOrleans.Learning.Tests.Algorithms;

/// <summary>Nothing that a rollout excludes has any part in what is learnt.</summary>
public sealed class ExcludedStepsTests
{
    private const int Steps = 16;
    private const int Lanes = 5;

    public static TheoryData<string, string[]> Learners => new()
    {
        { "ppo", ["n_steps=16", "batch_size=16", "n_epochs=3", "normalize_observation=true", "normalize_reward=true"] },
        { "ppo", ["n_steps=16", "batch_size=32", "net_arch=lstm:8"] },
        { "a2c", ["n_steps=16", "normalize_advantage=true"] },
        { "impala", ["n_steps=16"] },
        { "reinforce", ["n_steps=16", "normalize_reward=true"] },
        { "dqn", ["train_freq=16", "learning_starts=1", "gradient_steps=4", "batch_size=64"] },
        { "dqn", ["train_freq=16", "learning_starts=1", "gradient_steps=4", "batch_size=64", "prioritized=true", "n_step_return=3"] },
    };

    [Theory]
    [MemberData(nameof(Learners))]
    public void Update_ExcludedSteps_ChangeNothingWhateverTheyHold(string algorithm, string[] settings)
    {
        using ILearner one = Create(algorithm, settings), other = Create(algorithm, settings), all = Create(algorithm, settings);
        for (uint update = 0; update < 4; update++)
        {
            Rollout rollout = WithLosses(update, one.Policy.StateSize);
            one.Update([rollout]);
            other.Update([Scrambled(rollout, update)]);
            all.Update([rollout with { Excluded = default }]);
            Assert.Equal(one.Weights(), other.Weights());
        }

        Assert.NotEqual(one.Weights(), all.Weights());
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public void Update_AllStepsExcluded_ChangesNoWeight(string algorithm, string[] settings)
    {
        using ILearner learner = Create(algorithm, settings);
        float[] before = learner.Weights()[learner.Policy.NormaliserLength..];
        bool[] excluded = new bool[Steps * Lanes];
        Array.Fill(excluded, true);
        learner.Update([WithLosses(1, learner.Policy.StateSize) with { Excluded = excluded }]);
        float[] after = learner.Weights()[learner.Policy.NormaliserLength..];

        // How often DQN explores follows from the steps that were taken, whatever they gave.
        int changed = before.Zip(after).Count(pair => pair.First != pair.Second);
        Assert.Equal(algorithm == "dqn" ? 1 : 0, changed);
        Assert.Equal(1, learner.Version);
    }

    [Fact]
    public void Update_ExcludedOfAnotherLength_IsRefused()
    {
        using ILearner learner = Create("ppo", ["n_steps=16"]);
        var error = Assert.Throws<ArgumentException>(() => learner.Update([WithLosses(1, 0) with { Excluded = new bool[3] }]));
        Assert.Contains(nameof(Rollout.Excluded), error.Message, StringComparison.Ordinal);
    }

    // Lane 0 loses an episode in the middle and rests for a while, lane 1 one that began before the rollout, and lane 2 is retired.
    private static Rollout WithLosses(uint stream, int stateSize)
    {
        Rollout rollout = Rollouts.Random(stream, Steps, Lanes);
        bool[] excluded = new bool[Steps * Lanes], terminated = rollout.Terminated.ToArray(), truncated = rollout.Truncated.ToArray();
        Mark(0, 6, 10);
        Mark(1, 0, 3);
        Mark(2, 0, Steps);
        for (int lane = 0; lane < Lanes; lane++)
            truncated[(Steps - 1) * Lanes + lane] = lane > 2;
        float[] finals = new Numbers(stream + 50).Array(truncated.Count(flag => flag) * Rollouts.ObservationSize);
        return rollout with
        {
            Terminated = terminated, Truncated = truncated, FinalObservations = finals, Excluded = excluded, InitialStates = new float[Lanes * stateSize],
        };

        void Mark(int lane, int first, int end)
        {
            if (first > 0)
                (terminated[(first - 1) * Lanes + lane], truncated[(first - 1) * Lanes + lane]) = (true, false);
            for (int step = first; step < end; step++)
            {
                int i = step * Lanes + lane;
                (excluded[i], terminated[i], truncated[i]) = (true, false, false);
            }
        }
    }

    private static Rollout Scrambled(Rollout rollout, uint stream)
    {
        Rollout noise = Rollouts.Random(stream + 100, Steps, Lanes);
        float[] observations = rollout.Observations.ToArray(), actions = rollout.Actions.ToArray();
        float[] logProbs = rollout.LogProbs.ToArray(), rewards = rollout.Rewards.ToArray();
        int size = Rollouts.ObservationSize;
        for (int i = 0; i < rollout.Excluded.Length; i++)
        {
            if (!rollout.Excluded.Span[i])
                continue;

            // The first observation of a lane is what the last step of the rollout before it led to.
            if (i >= Lanes)
                noise.Observations.Span.Slice(i * size, size).CopyTo(observations.AsSpan(i * size));
            actions[i] = noise.Actions.Span[i];
            logProbs[i] = noise.LogProbs.Span[i];
            rewards[i] = 1000 * noise.Rewards.Span[i];
        }

        return rollout with { Observations = observations, Actions = actions, LogProbs = logProbs, Rewards = rewards };
    }

    private static ILearner Create(string algorithm, string[] settings)
        => Rollouts.Learner(algorithm, Lanes, [.. settings.Select(setting => setting.Split('=')).Select(pair => (pair[0], pair[1]))]);
}
