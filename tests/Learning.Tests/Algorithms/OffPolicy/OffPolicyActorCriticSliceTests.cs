namespace RlOrleans.Learning.Tests.Algorithms;

/// <summary>Gradients of actors and critics, beside differences of the losses that they are the gradients of.</summary>
public sealed unsafe class OffPolicyActorCriticSliceTests
{
    private const int Rows = 12;
    private const float Delta = 1e-2f;
    private const double Tolerance = 5e-3;
    private const long GradientStep = 17;

    [Theory]
    [InlineData("sac", 1)]
    [InlineData("sac", 2)]
    [InlineData("td3", 2)]
    public void BackwardCritics_AnyAlgorithm_AgreesWithDifferences(string algorithm, int critics)
    {
        var setup = new Setup(algorithm, critics);
        setup.Critics();
        float[] actual = setup.Slice.CriticGradients.Span.ToArray();

        // The target comes from the older critics, which do not move.
        AssertGradient(setup.Networks.Critics, actual, () => 0.5 * critics * setup.Critics() / Rows);
    }

    [Theory]
    [InlineData("sac", 2)]
    [InlineData("td3", 2)]
    public void BackwardActor_AnyAlgorithm_AgreesWithDifferences(string algorithm, int critics)
    {
        var setup = new Setup(algorithm, critics);
        setup.Critics();
        setup.Actor();
        float[] actual = setup.Slice.ActorGradients.Span.ToArray();
        AssertGradient(setup.Networks.Actor, actual, () => setup.Actor() / Rows);
    }

    [Fact]
    public void BackwardCritics_Terminated_ErrsFromTheRewardAlone()
    {
        var setup = new Setup("sac", 1, terminated: true, noCriticWeights: true);
        setup.Critics();
        Assert.All(setup.Sample.Slots.Zip(setup.Sample.Errors), pair => Assert.Equal(Math.Abs(setup.Rewards[pair.First]), pair.Second, 1e-5f));
    }

    [Fact]
    public void BackwardCritics_EntropyIsWorthSomething_IsPartOfTheTarget()
    {
        Setup without = new("sac", 1, noCriticWeights: true, alpha: 0), with = new("sac", 1, noCriticWeights: true, alpha: 1);
        without.Critics();
        with.Critics();

        // All values are 0, so the reward is the target, and the log-probability its only other part.
        Assert.All(without.Sample.Slots.Zip(without.Sample.Errors), pair => Assert.Equal(Math.Abs(without.Rewards[pair.First]), pair.Second, 1e-5f));
        Assert.All(without.Sample.Errors.Zip(with.Sample.Errors), pair => Assert.NotEqual(pair.First, pair.Second));
    }

    private static void AssertGradient(NetworkEnsemble networks, float[] actual, Func<double> objective)
    {
        // Padding has no gradient, and its differences are not looked at.
        Span<float> parameters = networks.Parameters.Span;
        var (expected, found) = (new List<float>(), new List<float>());
        for (int i = 0; i < parameters.Length; i++)
        {
            float kept = parameters[i];
            if (kept == 0)
                continue;
            parameters[i] = kept + Delta;
            double above = objective();
            parameters[i] = kept - Delta;
            double below = objective();
            parameters[i] = kept;
            expected.Add((float)((above - below) / (2 * Delta)));
            found.Add(actual[i]);
        }

        Assert.Equal(networks.WeightCount, expected.Count);
        Close.Equal(expected.ToArray(), found.ToArray(), Tolerance);
    }

    private sealed class Setup
    {
        private readonly ReplayBuffer _buffer = new(capacity: 40, lanes: 1, Rollouts.ObservationSize, Rollouts.ContinuousActions.Size);

        public Setup(string algorithm, int critics, bool terminated = false, bool noCriticWeights = false, double alpha = 0.3)
        {
            Learning.Kernels kernels = Learning.Kernels.Best;
            var head = new HeadSpec(algorithm == "sac" ? HeadKind.SquashedGaussian : HeadKind.Deterministic);
            var spec = new PolicySpec(Rollouts.ObservationSize, Rollouts.ContinuousActions, head, Specs.Layers("9,6"), Activation.Tanh);
            Networks = new OffPolicyActorCritic(kernels, spec, critics, actorTarget: algorithm == "td3", seed: 4);
            if (noCriticWeights)
            {
                Networks.Critics.Parameters.Span.Clear();
                Networks.Critics.MoveTarget(1);
            }

            Slice = algorithm == "sac"
                ? new SacSlice(kernels, Networks, new EntropyCoefficient(kernels, new AutoNumber(alpha), targetEntropy: 0), 0, Rows, seed: 5)
                {
                    Steps = 1,
                    Gamma = 0.9f,
                }
                : new Td3Slice(kernels, Networks, 0, Rows, seed: 5) { Steps = 1, Gamma = 0.9f, NoiseDeviation = 0.2f, NoiseLimit = 0.3f };
            Rollout rollout = Rollouts.Random(3, steps: 40, lanes: 1);
            bool[] ends = [.. Enumerable.Repeat(terminated, 40)];
            rollout = rollout with
            {
                Actions = new Numbers(8).Array(40 * Rollouts.ContinuousActions.Size),
                Terminated = ends,
                Truncated = new bool[40],
                FinalObservations = default,
            };
            Rewards = rollout.Rewards.ToArray();
            _buffer.Add([rollout]);
            new UniformReplay(seed: 6).Sample(_buffer, GradientStep, remaining: 1, Sample);
        }

        public OffPolicyActorCritic Networks { get; }

        public OffPolicyActorCriticSlice Slice { get; }

        public ReplaySample Sample { get; } = new(Rows);

        public float[] Rewards { get; }

        public double Critics()
        {
            Networks.Critics.ParametersChanged();
            return Slice.BackwardCritics(_buffer, Sample, first: 0, Rows, GradientStep).Loss;
        }

        public double Actor()
        {
            Networks.Actor.ParametersChanged();
            return Slice.BackwardActor(Rows, Rows, GradientStep).Loss;
        }
    }
}
