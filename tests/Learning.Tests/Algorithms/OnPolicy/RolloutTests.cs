namespace RlOrleans.Learning.Tests.Algorithms;

public sealed class RolloutTests
{
    [Fact]
    public void Update_WrongLength_NamesTheField()
    {
        using ILearner learner = Rollouts.Learner("ppo", 2, ("n_steps", "32"));
        Rollout rollout = Rollouts.Random(1, 32, 2) with { Rewards = new float[5] };
        Assert.Contains("Rewards", Assert.Throws<ArgumentException>(() => learner.Update([rollout])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Update_WrongLanes_NamesBothCounts()
    {
        using ILearner learner = Rollouts.Learner("ppo", 2, ("n_steps", "32"));
        string message = Assert.Throws<ArgumentException>(() => learner.Update([Rollouts.Random(1, 32, 3)])).Message;
        Assert.Contains("3 lanes", message, StringComparison.Ordinal);
        Assert.Contains("made for 2", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Update_TooManySteps_IsRefused()
    {
        using ILearner learner = Rollouts.Learner("ppo", 2, ("n_steps", "32"));
        Assert.Contains("33 steps", Assert.Throws<ArgumentException>(() => learner.Update([Rollouts.Random(1, 33, 2)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Update_Refused_CountsNothing()
    {
        using ILearner learner = Rollouts.Learner("ppo", 2, ("n_steps", "32"));
        Assert.Throws<ArgumentException>(() => learner.Update([Rollouts.Random(1, 33, 2)]));
        Assert.Equal(0, learner.StepsSeen);
        learner.Update([Rollouts.Random(1, 32, 2)]);
        Assert.Equal(64, learner.StepsSeen);
        Assert.Equal(1, learner.Version);
    }
}
