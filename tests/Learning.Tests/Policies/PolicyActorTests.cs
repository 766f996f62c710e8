namespace RlOrleans.Learning.Tests.Policies;

public sealed class PolicyActorTests
{
    private static readonly PolicySpec Spec = Specs.Discrete(4, 3, "32,17", Activation.Tanh);

    [Fact]
    public void Sample_LaneAmongOthers_ActsAsItDoesAlone()
    {
        const int Lanes = 9;
        float[] weights = new Numbers(61).Array(Spec.WeightCount), observations = new Numbers(62).Array(Lanes * 4);
        PolicyActor many = new(Spec, Lanes), few = new(Spec, 2);
        many.Load(weights);
        few.Load(weights);
        float[] actions = new float[Lanes], logProbs = new float[Lanes], action = new float[2], logProb = new float[2];
        many.Sample(observations, 5, 3, 77, actions, logProbs);
        few.Sample(observations.AsSpan(0, 8), 5, 3, 77, action, logProb);
        Assert.Equal(actions[..2], action);
        Assert.Equal(logProbs[..2], logProb);
    }

    [Fact]
    public void Sample_OtherCounterAgentOrSeed_DrawsOtherActions()
    {
        const int Lanes = 64;
        var actor = new PolicyActor(Spec, Lanes);
        float[] observations = new float[Lanes * 4];
        float[] Draw(ulong seed, uint agent, ulong counter)
        {
            float[] actions = new float[Lanes];
            actor.Sample(observations, seed, agent, counter, actions, new float[Lanes]);
            return actions;
        }

        float[] first = Draw(1, 1, 1);
        Assert.Equal(first, Draw(1, 1, 1));
        Assert.NotEqual(first, Draw(2, 1, 1));
        Assert.NotEqual(first, Draw(1, 2, 1));
        Assert.NotEqual(first, Draw(1, 1, 2));
        Assert.Equal(3, first.Distinct().Count());
    }

    [Fact]
    public void Greedy_TrainedWeights_TakesTheMostProbable()
    {
        var actor = new PolicyActor(Spec, 1);
        float[] weights = new Numbers(63).Array(Spec.WeightCount), observation = new Numbers(64).Array(4);
        actor.Load(weights);
        float[] greedy = new float[1], action = new float[1], logProb = new float[1];
        actor.Greedy(observation, greedy);
        double best = double.NegativeInfinity, bestAction = -1;
        for (ulong counter = 0; counter < 500; counter++)
        {
            actor.Sample(observation, 1, 0, counter, action, logProb);
            if (logProb[0] > best)
                (best, bestAction) = (logProb[0], action[0]);
        }

        Assert.Equal(bestAction, greedy[0]);
    }

    [Fact]
    public void Load_WeightsOfALearner_TakesTheActorsPart()
    {
        using ILearner learner = Rollouts.Learner("ppo", 1);
        var actor = new PolicyActor(learner.Policy, 1);
        Assert.True(learner.WeightCount > learner.Policy.WeightCount);
        actor.Load(learner.Weights());
        Assert.Throws<ArgumentException>(() => actor.Load(new float[learner.Policy.WeightCount - 1]));
    }

    [Fact]
    public void Sample_TooManyLanes_IsRefused()
    {
        var actor = new PolicyActor(Spec, 2);
        Assert.Throws<ArgumentException>(() => actor.Sample(new float[12], 1, 0, 0, new float[3], new float[3]));
        Assert.Throws<ArgumentException>(() => actor.Sample(new float[7], 1, 0, 0, new float[1], new float[1]));
    }
}
