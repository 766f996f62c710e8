namespace RlOrleans.Learning.Tests.Algorithms;

/// <summary>Whole runs with the built-in recipes: the policy that comes out balances the pole.</summary>
public sealed class LearningTests
{
    private const int ObservationSize = 4;
    private const double Solved = 475;

    [Theory]
    [InlineData("ppo", "", 1)]
    [InlineData("ppo", "", 2)]
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
        var actor = new PolicyActor(learner.Policy, recipe.Lanes);
        CartPole[] lanes = [.. Enumerable.Range(0, recipe.Lanes).Select(lane => new CartPole((uint)(1000 * seed) + (uint)lane))];
        int steps = descriptor.RolloutSteps(hyperparameters);
        ulong counter = 0;
        while (learner.StepsSeen + steps * recipe.Lanes <= recipe.Steps)
        {
            actor.Load(learner.Weights());
            learner.Update([Collect(actor, lanes, steps, seed, learner.Version, ref counter)]);
        }

        actor.Load(learner.Weights());
        double mean = Enumerable.Range(0, 20).Average(episode => Evaluate(actor, new CartPole((uint)(900_000 + episode))));
        Assert.True(mean >= Solved, $"the mean return is {mean}");
    }

    private static Rollout Collect(PolicyActor actor, CartPole[] lanes, int steps, ulong seed, long version, ref ulong counter)
    {
        int count = steps * lanes.Length;
        float[] observations = new float[(count + lanes.Length) * ObservationSize], actions = new float[count], logProbs = new float[count], rewards = new float[count];
        bool[] terminated = new bool[count], truncated = new bool[count];
        var finals = new List<float>();
        float[] final = new float[ObservationSize];
        for (int step = 0; step <= steps; step++)
        {
            int at = step * lanes.Length;
            Span<float> current = observations.AsSpan(at * ObservationSize, lanes.Length * ObservationSize);
            for (int lane = 0; lane < lanes.Length; lane++)
                lanes[lane].Observe(current[(lane * ObservationSize)..]);
            if (step == steps)
                break;
            actor.Sample(current, seed, 0, counter++, actions.AsSpan(at, lanes.Length), logProbs.AsSpan(at, lanes.Length));
            for (int lane = 0; lane < lanes.Length; lane++)
            {
                rewards[at + lane] = 1;
                (terminated[at + lane], truncated[at + lane]) = lanes[lane].Step(actions[at + lane] == 1);
                if (truncated[at + lane])
                {
                    lanes[lane].Observe(final);
                    finals.AddRange(final);
                }

                if (terminated[at + lane] || truncated[at + lane])
                    lanes[lane].Reset();
            }
        }

        return new Rollout(
            steps, lanes.Length, version, observations.AsMemory(0, count * ObservationSize), actions, logProbs, rewards, terminated, truncated,
            observations.AsMemory(count * ObservationSize), finals.ToArray());
    }

    private static double Evaluate(PolicyActor actor, CartPole environment)
    {
        float[] observation = new float[ObservationSize], action = new float[1];
        for (int steps = 1; ; steps++)
        {
            environment.Observe(observation);
            actor.Greedy(observation, action);
            (bool terminated, bool truncated) = environment.Step(action[0] == 1);
            if (terminated || truncated)
                return steps;
        }
    }
}
