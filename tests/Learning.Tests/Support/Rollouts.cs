namespace RlOrleans.Learning.Tests;

/// <summary>Rollouts of made-up experience.</summary>
internal static class Rollouts
{
    public const int ObservationSize = 5;
    public const int Choices = 3;

    public static ContinuousActionSpec ContinuousActions { get; } = new([-1, -3], [2, 0.5f]);

    /// <param name="stream">Another stream gives another rollout.</param>
    /// <param name="steps">T.</param>
    /// <param name="lanes">N.</param>
    /// <param name="endEvery">About one step in this many ends its episode, half of them by truncation.</param>
    public static Rollout Random(uint stream, int steps, int lanes, int endEvery = 7)
    {
        var numbers = new Numbers(stream);
        int count = steps * lanes;
        bool[] terminated = new bool[count], truncated = new bool[count];
        for (int i = 0; i < count; i++)
        {
            bool ends = numbers.Below(endEvery) == 0;
            terminated[i] = ends && numbers.Below(2) == 0;
            truncated[i] = ends && !terminated[i];
        }

        float[] actions = new float[count];
        for (int i = 0; i < count; i++)
            actions[i] = numbers.Below(Choices);
        return new Rollout(
            steps, lanes, PolicyVersion: 0,
            numbers.Array(count * ObservationSize), actions, numbers.Array(count, -1.4f, -0.8f), numbers.Array(count),
            terminated, truncated, numbers.Array(lanes * ObservationSize),
            numbers.Array(truncated.Count(flag => flag) * ObservationSize));
    }

    public static ILearner Learner(string algorithm, int lanes, params (string Name, string Value)[] hyperparameters) =>
        Learner(algorithm, lanes, seed: 1, hyperparameters);

    public static ILearner Learner(string algorithm, int lanes, ulong seed, params (string Name, string Value)[] hyperparameters) =>
        Learner(algorithm, ObservationSize, Choices, lanes, hyperparameters, WorkTeam.DefaultThreads, seed);

    public static ILearner Learner(
        string algorithm, int observationSize, int choices, int lanes, (string Name, string Value)[] hyperparameters, int threads = 2, ulong seed = 1)
    {
        Assert.True(AlgorithmRegistry.Default.TryGet(algorithm, out AlgorithmDescriptor? descriptor));
        return descriptor.CreateLearner(new LearnerOptions
        {
            Observation = observationSize,
            Action = new DiscreteActionSpec(choices),
            Seed = seed,
            LaneCount = lanes,
            TotalSteps = 100_000,
            Threads = threads,
            Hyperparameters = hyperparameters.ToDictionary(pair => pair.Name, pair => pair.Value),
        });
    }

    public static float[] Weights(this ILearner learner)
    {
        float[] weights = new float[learner.WeightCount];
        learner.CopyWeights(weights);
        return weights;
    }
}
