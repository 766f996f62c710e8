namespace RlOrleans.Learning.Tests.Algorithms;

public sealed class AllocationTests
{
    private const int Steps = 32;
    private const int Lanes = 4;

    [Theory]
    [InlineData("ppo", "64,64")]
    [InlineData("ppo", "lstm:8")]
    [InlineData("a2c", "64,64")]
    [InlineData("impala", "64,64")]
    [InlineData("impala", "lstm:8")]
    [InlineData("reinforce", "64,64")]
    [InlineData("reinforce", "lstm:8")]
    public void Update_SteadyState_AllocatesNothing(string algorithm, string netArch)
    {
        using ILearner learner = Rollouts.Learner(
            algorithm, Lanes, [("n_steps", $"{Steps}"), ("net_arch", netArch), ("share_features", "true"), .. algorithm == "ppo" ? MinibatchSize : []]);
        Rollout rollout = Rollouts.Random(1, Steps, Lanes) with { InitialStates = new float[Lanes * learner.Policy.StateSize] };
        float[] weights = new float[learner.WeightCount];
        double sum = 0;
        void Update()
        {
            UpdateStatistics statistics = learner.Update([rollout]);
            learner.CopyWeights(weights);
            learner.CopyPolicyWeights(weights);
            foreach ((string _, double value) in statistics)
                sum += value;
        }

        Assert.Equal(0, Allocations.InSteadyState(Update));
    }

    // One that does not divide the samples.
    private static (string, string)[] MinibatchSize => [("batch_size", "50")];

    [Fact]
    public void Act_SteadyState_AllocatesNothing()
    {
        var spec = Specs.Discrete(Rollouts.ObservationSize, Rollouts.Choices, "64,64", Activation.Tanh);
        var actor = new PolicyActor(spec, Lanes);
        float[] weights = new Numbers(51).Array(spec.WeightCount), observations = new Numbers(52).Array(Lanes * spec.ObservationSize);
        float[] actions = new float[Lanes], logProbs = new float[Lanes];
        ulong counter = 0;
        void Act()
        {
            actor.Load(weights);
            actor.Sample(observations, 1, 0, counter++, actions, logProbs);
            actor.Greedy(observations, actions);
        }

        Assert.Equal(0, Allocations.InSteadyState(Act));
    }
}
