namespace RlOrleans.Learning.Tests.Algorithms;

public sealed class ScheduleTests
{
    [Fact]
    public void Update_LinearSchedules_FallToZeroOverTheRun()
    {
        // A run of 100,000 steps, as the learner was made for, in updates of 10,000.
        using ILearner learner = Rollouts.Learner(
            "ppo", 1, ("n_steps", "10000"), ("batch_size", "10000"), ("n_epochs", "1"), ("net_arch", "4"),
            ("learning_rate", "linear:0.01"), ("clip_range", "linear:0.5"));
        Rollout rollout = Rollouts.Random(1, 10_000, 1);
        for (int update = 1; update <= 11; update++)
        {
            UpdateStatistics statistics = learner.Update([rollout]);
            double remaining = Math.Max(0, 1 - update / 10.0);
            Assert.Equal(0.01 * remaining, statistics.LearningRate, 10);
            Assert.Equal(0.5 * remaining, statistics.Find("clip_range"), 6);
        }
    }

    [Fact]
    public void Update_ConstantRate_Stays()
    {
        using ILearner learner = Rollouts.Learner("reinforce", 1, ("learning_rate", "0.01"));
        learner.Update([Rollouts.Random(1, 100, 1)]);
        Assert.Equal(0.01, learner.Update([Rollouts.Random(2, 100, 1)]).LearningRate);
    }
}
