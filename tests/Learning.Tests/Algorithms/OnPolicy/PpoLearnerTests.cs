namespace RlOrleans.Learning.Tests.Algorithms;

public sealed class PpoLearnerTests
{
    private const int Steps = 64;
    private const int Lanes = 4;

    // The log-probabilities are made up, so the divergence is large before the first step.
    [Fact]
    public void Update_DivergenceBeyondTheTarget_StopsBeforeTheStep()
    {
        Rollout rollout = Rollouts.Random(1, Steps, Lanes);
        using ILearner stopped = Learner(("target_kl", "0.000001")), free = Learner();
        float[] before = stopped.Weights();
        UpdateStatistics statistics = stopped.Update([rollout]);
        free.Update([rollout]);
        Assert.True(statistics.ApproximateKl > 1.5e-6);
        Assert.Equal(0, statistics.GradientNorm);
        Assert.Equal(before, stopped.Weights());
        Assert.NotEqual(before, free.Weights());
    }

    [Fact]
    public void Update_DivergenceBelowTheTarget_IsTheUpdateWithoutOne()
    {
        Rollout rollout = Rollouts.Random(1, Steps, Lanes);
        using ILearner limited = Learner(("target_kl", "1000")), free = Learner();
        limited.Update([rollout]);
        free.Update([rollout]);
        Assert.Equal(free.Weights(), limited.Weights());
    }

    private static ILearner Learner(params (string, string)[] more) =>
        Rollouts.Learner("ppo", Lanes, [("n_steps", $"{Steps}"), ("batch_size", "64"), ("net_arch", "16"), .. more]);
}
