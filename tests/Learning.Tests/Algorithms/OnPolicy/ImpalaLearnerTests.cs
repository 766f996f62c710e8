namespace RlOrleans.Learning.Tests.Algorithms;

public sealed class ImpalaLearnerTests
{
    private const int Steps = 20;
    private const int Lanes = 6;

    private static readonly AlgorithmDescriptor Impala = AlgorithmRegistry.Default.All.Single(algorithm => algorithm.Name == "impala");

    [Fact]
    public void Update_FewerLanesThanThereAre_LearnsFromWhatCame()
    {
        using ILearner learner = Learner();
        float[] before = learner.Weights();
        UpdateStatistics statistics = learner.Update([Rollouts.Random(1, Steps, 2) with { PolicyVersion = 0 }]);
        Assert.Equal(2 * Steps, learner.StepsSeen);
        Assert.Equal(1, statistics.Find("trajectories"));
        Assert.NotEqual(before, learner.Weights());
        learner.Update([Rollouts.Random(2, Steps, 2), Rollouts.Random(3, Steps, 4)]);
        Assert.Equal(8 * Steps, learner.StepsSeen);
    }

    [Fact]
    public void Update_MoreLanesThanThereAre_IsRefused()
    {
        using ILearner learner = Learner();
        string message = Assert.Throws<ArgumentException>(() => learner.Update([Rollouts.Random(1, Steps, 4), Rollouts.Random(2, Steps, 3)])).Message;
        Assert.Contains("7 lanes", message, StringComparison.Ordinal);
        Assert.Contains("at most 6", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Update_TrajectoriesOfOlderVersions_ReportsTheirMeanAge()
    {
        using ILearner learner = Learner();
        for (uint i = 0; i < 3; i++)
            learner.Update([Rollouts.Random(i, Steps, 2)]);
        UpdateStatistics statistics = learner.Update(
            [Rollouts.Random(7, Steps, 2) with { PolicyVersion = 3 }, Rollouts.Random(8, Steps, 2) with { PolicyVersion = 0 }]);
        Assert.Equal(1.5, statistics.Find("policy_lag"));
    }

    // On the policy that acted, V-trace's targets are n-step returns (Espeholt et al., 2018, remark 1), so a step of IMPALA
    // is one of A2C with lambda 1.
    [Fact]
    public void Update_ExperienceOfTheCurrentPolicy_IsAStepOfA2c()
    {
        (string, string)[] shared = [("n_steps", $"{Steps}"), ("learning_rate", "0.001"), ("ent_coef", "0.01"), ("net_arch", "16")];
        using ILearner impala = Rollouts.Learner("impala", Lanes, shared);
        using ILearner a2c = Rollouts.Learner("a2c", Lanes, [.. shared, ("gae_lambda", "1")]);
        Rollout rollout = OnPolicy(impala, Rollouts.Random(5, Steps, Lanes));
        UpdateStatistics expected = a2c.Update([rollout]), actual = impala.Update([rollout]);
        Assert.Equal(expected.ValueLoss, actual.ValueLoss, 1e-4);
        Assert.Equal(expected.PolicyLoss, actual.PolicyLoss, 1e-4);
        Assert.Equal(expected.GradientNorm, actual.GradientNorm, 1e-4);
        Assert.Equal(0, actual.ApproximateKl, 1e-6);
    }

    [Fact]
    public void Update_ActionsThatTheCurrentPolicyWouldHardlyTake_WeighLess()
    {
        using ILearner likely = Learner(), unlikely = Learner();
        Rollout rollout = OnPolicy(likely, Rollouts.Random(5, Steps, Lanes));
        float[] certain = new float[rollout.LogProbs.Length];
        double expected = likely.Update([rollout]).GradientNorm;
        double actual = unlikely.Update([rollout with { LogProbs = certain }]).GradientNorm;
        Assert.InRange(actual, 0.1 * expected, 0.6 * expected);
    }

    [Theory]
    [InlineData("normalize_reward", "true", "normalize_reward")]
    [InlineData("c_bar", "2", "rho_bar")]
    [InlineData("net_arch", "lstm:8", "share_features")]
    public void Validate_WhatCannotBe_IsRefusedByName(string name, string value, string named)
    {
        HyperparameterError error = Assert.Single(Impala.Validate(new Dictionary<string, string> { [name] = value }, 1));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    private static ILearner Learner() => Rollouts.Learner("impala", Lanes, ("n_steps", $"{Steps}"), ("net_arch", "16"));

    // The same experience, with the log-probabilities that the learner's policy gives its actions.
    private static Rollout OnPolicy(ILearner learner, Rollout rollout)
    {
        var networks = new ActorCritic(Learning.Kernels.Best, learner.Policy, critic: true, seed: 1);
        networks.CopyFrom(learner.Weights());
        using var team = new WorkTeam(1);
        var batch = new RolloutBatch(learner.Policy, Steps, Lanes);
        batch.Fill([rollout]);
        BatchEstimates estimates = BatchEstimates.Create(networks, team, Steps, Lanes, logProbs: true);
        estimates.Compute(batch);
        return rollout with { LogProbs = estimates.LogProbs.ToArray() };
    }
}
