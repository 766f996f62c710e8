namespace RlOrleans.Learning.Tests.Algorithms;

/// <summary>Whole runs with the built-in recipes: the policy that comes out balances the pole.</summary>
public sealed class LearningTests
{
    private const int ObservationSize = 4;
    private const double Solved = 475;

    [Theory]
    [InlineData("ppo", "", 1)]
    [InlineData("ppo", "", 2)]
    [InlineData("impala", "", 1)]
    [InlineData("dqn", "", 1)]
    [InlineData("qrdqn", "", 1)]
    [InlineData("reinforce", "true", 1)]
    [InlineData("reinforce", "false", 1)]
    public void Run_CartPoleRecipe_SolvesTheTask(string algorithm, string baseline, ulong seed)
    {
        Recipe recipe = RecipeBook.Default.Find("CartPole-v1", algorithm);
        Assert.True(AlgorithmRegistry.Default.TryGet(algorithm, out AlgorithmDescriptor? descriptor));
        var hyperparameters = new Dictionary<string, string>(recipe.Hyperparameters);
        if (baseline.Length > 0)
            hyperparameters["baseline"] = baseline;
        using ILearner learner = descriptor.CreateLearner(new LearnerOptions
        {
            Observation = ObservationSize,
            Action = new DiscreteActionSpec(2),
            Hyperparameters = hyperparameters,
            Seed = seed,
            LaneCount = recipe.Lanes,
            TotalSteps = recipe.Steps,
        });
        Lane[] lanes = [.. Enumerable.Range(0, recipe.Lanes).Select(lane => new CartPole((uint)(1000 * seed) + (uint)lane))];
        var experience = new Experience(learner.Policy, lanes, seed);
        int steps = descriptor.RolloutSteps(hyperparameters);
        while (learner.StepsSeen + steps * recipe.Lanes <= recipe.Steps)
            learner.Update([experience.Collect(learner, steps)]);

        double mean = Experience.Evaluate(learner, [.. Enumerable.Range(0, 20).Select(episode => new CartPole((uint)(900_000 + episode)))]);
        Assert.True(mean >= Solved, $"the mean return is {mean}");
    }
}
