using System.Buffers;

namespace RlOrleans.Learning.Tests.Algorithms;

public sealed class SequenceEstimatesTests
{
    private const int Steps = 9;
    private const int Lanes = 5;
    private const string Memory = "7,lstm:6";

    // Rollouts of twelve steps a lane between episodes of five: states, begins and ends fall anywhere in them.
    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public void LogProbs_OfThePolicyThatActed_AreThoseItActedWith(string shared)
    {
        using ILearner learner = Learner("a2c", 1, ("share_features", shared));
        var experience = new Experience(learner.Policy, [.. Enumerable.Range(0, Lanes).Select(lane => new Recall((uint)lane, blanks: 3))], seed: 1);
        var networks = new ActorCritic(Learning.Kernels.Best, learner.Policy, critic: true, seed: 1);
        networks.CopyFrom(learner.Weights());
        using var team = new WorkTeam(2);
        var estimates = BatchEstimates.Create(networks, team, Steps, Lanes, logProbs: true);
        var batch = new RolloutBatch(learner.Policy, Steps, Lanes);
        for (int i = 0; i < 3; i++)
        {
            Rollout rollout = experience.Collect(learner, Steps);
            batch.Fill([rollout]);
            estimates.Compute(batch);
            Assert.Equal(rollout.LogProbs.ToArray(), estimates.LogProbs.ToArray());
        }
    }

    // The critic's memory is carried from batch to batch: in two halves, a rollout has the values that it has as a whole.
    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public void Values_RolloutInTwoHalves_AreThoseOfTheWhole(string shared)
    {
        using ILearner learner = Learner("a2c", 1, ("share_features", shared));
        Recall[] Tasks() => [.. Enumerable.Range(0, Lanes).Select(lane => new Recall((uint)lane, blanks: 3))];
        float[] whole = Values(learner, Tasks(), 2 * Steps, rollouts: 1), halves = Values(learner, Tasks(), Steps, rollouts: 2);
        Assert.Equal(whole, halves);
    }

    [Theory]
    [InlineData("ppo", "false")]
    [InlineData("a2c", "true")]
    [InlineData("impala", "true")]
    [InlineData("reinforce", "false")]
    public void Update_LanesSplitOverThreads_GivesTheSameWeights(string algorithm, string shared)
    {
        float[] Run(int threads)
        {
            using ILearner learner = Learner(algorithm, threads, ("share_features", shared));
            var experience = new Experience(learner.Policy, [.. Enumerable.Range(0, Lanes).Select(lane => new Recall((uint)lane, blanks: 3))], seed: 1);
            for (int i = 0; i < 4; i++)
                learner.Update([experience.Collect(learner, Steps)]);
            return learner.Weights();
        }

        float[] one = Run(1);
        Assert.Equal(one, Run(2));
        Assert.Equal(one, Run(7));
    }

    // Half of what is remembered lies with the agent, the critic's half with the learner.
    [Theory]
    [InlineData("ppo", "false")]
    [InlineData("a2c", "false")]
    [InlineData("impala", "true")]
    [InlineData("reinforce", "false")]
    public void Load_SavedStateInTheMiddleOfEpisodes_ContinuesBitByBit(string algorithm, string shared)
    {
        using ILearner uninterrupted = Learner(algorithm, 2, ("share_features", shared)), resumed = Learner(algorithm, 2, ("share_features", shared));
        var experience = new Experience(uninterrupted.Policy, [.. Enumerable.Range(0, Lanes).Select(lane => new Recall((uint)lane, blanks: 3))], seed: 1);
        for (int i = 0; i < 3; i++)
            uninterrupted.Update([experience.Collect(uninterrupted, Steps)]);
        var state = new ArrayBufferWriter<byte>();
        uninterrupted.Save(state);
        resumed.Load(state.WrittenSpan);
        for (int i = 0; i < 3; i++)
        {
            Rollout rollout = experience.Collect(uninterrupted, Steps);
            uninterrupted.Update([rollout]);
            resumed.Update([rollout]);
        }

        Assert.Equal(uninterrupted.Weights(), resumed.Weights());
    }

    private static float[] Values(ILearner learner, Recall[] lanes, int steps, int rollouts)
    {
        var experience = new Experience(learner.Policy, lanes, seed: 1);
        var networks = new ActorCritic(Learning.Kernels.Best, learner.Policy, critic: true, seed: 1);
        networks.CopyFrom(learner.Weights());
        using var team = new WorkTeam(1);
        var estimates = BatchEstimates.Create(networks, team, steps, lanes.Length, logProbs: false);
        var batch = new RolloutBatch(learner.Policy, steps, lanes.Length);
        var values = new List<float>();
        for (int i = 0; i < rollouts; i++)
        {
            batch.Fill([experience.Collect(learner, steps)]);
            estimates.Compute(batch);
            values.AddRange(estimates.Values);
        }

        values.AddRange(estimates.LastValues);
        return [.. values];
    }

    private static ILearner Learner(string algorithm, int threads, params (string, string)[] more) =>
        Rollouts.Learner(algorithm, Recall.ObservationSize, Recall.Choices, Lanes, [("n_steps", $"{2 * Steps}"), ("net_arch", Memory), .. more], threads);
}
