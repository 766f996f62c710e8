namespace RlOrleans.Learning.Tests.Algorithms;

public sealed class DivergenceTests
{
    [Theory]
    [InlineData("ppo")]
    [InlineData("reinforce")]
    public void Update_InfiniteReward_NamesTheTermAndKeepsTheWeights(string algorithm)
    {
        // Minibatches of two, so that several have moved the weights before the one with the infinite return.
        (string, string)[] more = algorithm == "ppo" ? [("batch_size", "2")] : [];
        using ILearner learner = Rollouts.Learner(algorithm, 2, [("n_steps", "64"), ("normalize_advantage", "false"), .. more]);
        learner.Update([Rollouts.Random(1, 64, 2)]);
        float[] before = learner.Weights();
        Rollout good = Rollouts.Random(2, 64, 2);
        float[] rewards = good.Rewards.ToArray();
        rewards[^1] = float.PositiveInfinity;
        bool[] terminated = good.Terminated.ToArray(), truncated = new bool[terminated.Length];
        terminated[^1] = true;

        DivergedException exception = Assert.Throws<DivergedException>(() => learner.Update(
            [good with { Rewards = rewards, Terminated = terminated, Truncated = truncated, FinalObservations = default }]));

        Assert.Contains(exception.Term, (string[])["policy_loss", "value_loss"]);
        Assert.Contains(exception.Term, exception.Message, StringComparison.Ordinal);
        Assert.False(double.IsFinite(exception.Value));
        Assert.Equal(1, exception.Version);
        Assert.Equal(1, learner.Version);
        Assert.Equal(before, learner.Weights());
    }

    [Fact]
    public void Update_ObservationNotANumber_Diverges()
    {
        using ILearner learner = Rollouts.Learner("ppo", 1, ("n_steps", "64"));
        Rollout good = Rollouts.Random(1, 64, 1);
        float[] observations = good.Observations.ToArray();
        observations[10] = float.NaN;
        Assert.Throws<DivergedException>(() => learner.Update([good with { Observations = observations }]));
    }
}
