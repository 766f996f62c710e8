namespace RlOrleans.Learning.Tests.Normalisation;

public sealed class NormalisationTests
{
    private const int Size = 3;

    [Fact]
    public void Apply_PublishedMoments_BringsObservationsToMeanZeroAndDeviationOne()
    {
        var normaliser = new ObservationNormaliser(Size);
        float[] rows = Rows(1, 400);
        normaliser.Add(rows.AsSpan(0, 90));
        normaliser.Add(rows.AsSpan(90));
        normaliser.Publish();
        normaliser.Scaling.Apply(rows);
        for (int i = 0; i < Size; i++)
        {
            double[] column = [.. rows.Where((_, index) => index % Size == i).Select(value => (double)value)];
            double mean = column.Average();
            Assert.Equal(0, mean, 1e-5);
            Assert.Equal(1, column.Average(value => (value - mean) * (value - mean)), 1e-4);
        }
    }

    [Fact]
    public void Apply_BeforeAnythingIsPublished_LeavesObservationsWithinTheLimit()
    {
        var normaliser = new ObservationNormaliser(Size);
        normaliser.Add(Rows(1, 20));
        float[] row = [0.5f, -3, 99];
        normaliser.Scaling.Apply(row);
        Assert.Equal([0.5f, -3, ObservationScaling.Limit], row);
    }

    [Fact]
    public void Add_BatchByBatch_GivesTheMomentsOfAllAtOnce()
    {
        float[] rows = Rows(2, 100);
        RunningMoments whole = new(Size), parts = new(Size);
        whole.Add(rows);
        for (int at = 0; at < rows.Length; at += 12 * Size)
            parts.Add(rows.AsSpan(at, Math.Min(12 * Size, rows.Length - at)));
        Assert.Equal(whole.Count, parts.Count);
        for (int i = 0; i < Size; i++)
        {
            Assert.Equal(whole.Mean(i), parts.Mean(i), 1e-9);
            Assert.Equal(whole.Variance(i), parts.Variance(i), 1e-9);
        }
    }

    // Two lanes that pay 2 and 4 a step: with a discount of one half, returns 2, 3, 3.5 and 4, 6, 7, of which the first lane's
    // last begins anew.
    [Fact]
    public void Apply_Rewards_DividesByTheDeviationOfTheDiscountedReturns()
    {
        var scaling = new RewardScaling(lanes: 2, gamma: 0.5f);
        float[] rewards = [2, 4, 2, 4, 2, 4];
        bool[] terminated = [false, false, true, false, false, false], truncated = new bool[6];
        scaling.Apply(rewards, terminated, truncated);
        double[] returns = [2, 4, 3, 6, 2, 7];
        double mean = returns.Average(), deviation = Math.Sqrt(returns.Average(value => (value - mean) * (value - mean)));
        for (int i = 0; i < rewards.Length; i++)
            Assert.Equal((i % 2 == 0 ? 2 : 4) / deviation, rewards[i], 1e-5);
    }

    [Fact]
    public void Update_NormalisedObservations_ActsWithTheFiguresOfTheUpdatesBefore()
    {
        using ILearner learner = Rollouts.Learner("ppo", 2, ("n_steps", "64"), ("normalize_observation", "true"));
        float[] initial = learner.Weights()[..(2 * Rollouts.ObservationSize)];
        Assert.Equal([0, 0, 0, 0, 0, 1, 1, 1, 1, 1], initial);
        Rollout rollout = Rollouts.Random(1, 64, 2);
        learner.Update([rollout]);
        float[] figures = learner.Weights()[..(2 * Rollouts.ObservationSize)];
        for (int i = 0; i < Rollouts.ObservationSize; i++)
        {
            double[] column = [.. rollout.Observations.ToArray().Where((_, index) => index % Rollouts.ObservationSize == i).Select(value => (double)value)];
            double mean = column.Average();
            Assert.Equal(mean, figures[i], 1e-5);
            Assert.Equal(1 / Math.Sqrt(column.Average(value => (value - mean) * (value - mean))), figures[Rollouts.ObservationSize + i], 1e-4);
        }
    }

    [Fact]
    public void Update_RewardsOfAnySize_LearnsTheSame()
    {
        float[] Run(float size)
        {
            using ILearner learner = Rollouts.Learner("ppo", 2, ("n_steps", "64"), ("normalize_reward", "true"), ("n_epochs", "2"));
            for (uint i = 0; i < 3; i++)
            {
                Rollout rollout = Rollouts.Random(i, 64, 2);
                learner.Update([rollout with { Rewards = rollout.Rewards.ToArray().Select(reward => size * reward).ToArray() }]);
            }

            return learner.Weights();
        }

        Close.Equal(Run(1), Run(1024), 1e-3);
    }

    [Theory]
    [InlineData("normalize_observation", "observation")]
    [InlineData("normalize_reward", "reward")]
    public void Update_InfiniteFigure_NamesItAndKeepsThePolicy(string setting, string term)
    {
        using ILearner learner = Rollouts.Learner("ppo", 2, ("n_steps", "64"), (setting, "true"));
        learner.Update([Rollouts.Random(1, 64, 2)]);
        float[] before = learner.Weights();
        Rollout good = Rollouts.Random(2, 64, 2);
        float[] observations = good.Observations.ToArray(), rewards = good.Rewards.ToArray();
        observations[77] = rewards[77] = float.NegativeInfinity;

        DivergedException exception = Assert.Throws<DivergedException>(
            () => learner.Update([term == "reward" ? good with { Rewards = rewards } : good with { Observations = observations }]));

        Assert.Equal(term, exception.Term);
        Assert.Contains(term, exception.Message, StringComparison.Ordinal);
        Assert.Contains("environment", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, learner.Weights());

        // Nothing of it was taken in: the next update is that of a learner that never saw it.
        learner.Update([good]);
        using ILearner other = Rollouts.Learner("ppo", 2, ("n_steps", "64"), (setting, "true"));
        other.Update([Rollouts.Random(1, 64, 2)]);
        other.Update([good]);
        Assert.Equal(other.Weights(), learner.Weights());
    }

    private static float[] Rows(uint stream, int count)
    {
        var numbers = new Numbers(stream);
        float[] rows = new float[count * Size];
        for (int i = 0; i < rows.Length; i++)
            rows[i] = (i % Size) switch { 0 => numbers.Next(3, 4), 1 => numbers.Next(-500, 100), _ => numbers.Next(-0.1f, 0) };
        return rows;
    }
}
