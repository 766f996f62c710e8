namespace RlOrleans.Learning.Tests.Algorithms;

/// <summary>Whole runs in the smallest task that has something to learn: one step, worth most where the action is 1 + x.</summary>
public sealed class ContinuousLearningTests
{
    private const int Lanes = 16;
    private const int Updates = 250;
    private const ulong Seed = 3;

    [Theory]
    [InlineData("sac")]
    [InlineData("td3")]
    public void Run_OneStepTask_FindsTheBestAction(string algorithm)
    {
        Assert.True(AlgorithmRegistry.Default.TryGet(algorithm, out AlgorithmDescriptor? descriptor));
        using ILearner learner = descriptor.CreateLearner(new LearnerOptions
        {
            Observation = 1,
            Action = new ContinuousActionSpec([-1], [3]),
            Hyperparameters = new Dictionary<string, string>
            {
                ["learning_rate"] = "0.003",
                ["batch_size"] = "64",
                ["gradient_steps"] = "8",
                ["net_arch"] = "32,32",
            },
            Seed = Seed,
            LaneCount = Lanes,
            TotalSteps = Updates * Lanes,
        });
        var numbers = new Numbers(77);
        var actor = new PolicyActor(learner.Policy, Lanes);
        float[] weights = new float[learner.Policy.WeightCount], observations = numbers.Array(Lanes), logProbs = new float[Lanes];
        bool[] ends = [.. Enumerable.Repeat(true, Lanes)];
        for (ulong update = 0; update < Updates; update++)
        {
            float[] actions = new float[Lanes], executed = new float[Lanes];
            learner.CopyPolicyWeights(weights);
            actor.Load(weights);
            actor.Sample(observations, Seed, agent: 0, update, actions, logProbs);
            actor.Execute(actions, executed);
            float[] rewards = [.. executed.Zip(observations, (action, x) => -(action - 1 - x) * (action - 1 - x))], next = numbers.Array(Lanes);
            learner.Update([new Rollout(1, Lanes, learner.Version, observations, actions, logProbs, rewards, ends, new bool[Lanes], next, default)]);
            observations = next;
        }

        float[] best = new float[Lanes];
        learner.CopyPolicyWeights(weights);
        actor.Load(weights);
        actor.Greedy(observations, best);
        Assert.All(best.Zip(observations), pair => Assert.Equal(1 + pair.Second, pair.First, 0.25f));
    }
}
