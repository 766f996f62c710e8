using RlOrleans.Client.Benchmarks;
using RlOrleans.Environments;
using RlOrleans.Learning;

namespace RlOrleans.Client.Tests.Benchmarks;

public sealed class LearningBenchmarkTests
{
    public static TheoryData<string> Cases => [.. TrainingCase.All.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void TrainingCases_All_AreAllowed(string name)
    {
        var one = TrainingCase.All.Single(known => known.Name == name);
        Assert.True(AlgorithmRegistry.Default.TryGet(one.Algorithm, out var algorithm));
        Assert.True(EnvironmentRegistry.Default.TryGet(one.Environment, out _));
        Assert.Empty(algorithm.Validate(one.Set, one.Lanes));
    }

    [Fact]
    public void Collect_CutEpisodes_HaveTheirFinalObservations()
    {
        AlgorithmRegistry.Default.TryGet("ppo", out var algorithm);
        using var learner = algorithm!.CreateLearner(new LearnerOptions
        {
            Observation = 2,
            Action = new DiscreteActionSpec(3),
            LaneCount = 4,
            TotalSteps = 10_000,
            Hyperparameters = new Dictionary<string, string> { ["n_steps"] = "256" },
        });
        using var source = new RolloutSource("MountainCar-v0", learner, lanes: 4, steps: 256);
        var rollout = source.Collect(learner);

        // No random policy climbs the hill in 200 steps: each lane is cut once.
        Assert.Equal(4, rollout.Truncated.Span.Count(true));
        Assert.Equal(4 * 2, rollout.FinalObservations.Length);
        learner.Update([rollout]);
        Assert.True(learner.Operations > 0);
    }
}
