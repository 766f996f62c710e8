using System.Buffers;

namespace RlOrleans.Learning.Tests.Algorithms;

/// <summary>What is asked of every learner from stored experience.</summary>
public sealed class OffPolicyLearnerTests
{
    private const int Steps = 16;
    private const int Lanes = 3;

    public static TheoryData<string, string> Learners => new()
    {
        { "dqn", "" },
        { "dqn", "double_q=true duelling=true n_step_return=3 prioritized=true" },
        { "qrdqn", "n_quantiles=7" },
        { "qrdqn", "n_quantiles=5 double_q=true" },
        { "sac", "" },
        { "sac", "ent_coef=0.2 n_critics=3 prioritized=true n_step_return=3" },
        { "td3", "" },
        { "td3", "policy_delay=3 n_critics=1 noise_hold=4" },
    };

    [Theory]
    [MemberData(nameof(Learners))]
    public void Load_SavedStateMidTraining_ContinuesBitByBit(string algorithm, string settings)
    {
        using ILearner uninterrupted = Learner(algorithm, settings), resumed = Learner(algorithm, settings);
        for (uint i = 0; i < 5; i++)
            uninterrupted.Update([Experience(algorithm, i)]);
        resumed.Load(Save(uninterrupted));
        Assert.Equal(uninterrupted.Weights(), resumed.Weights());
        for (uint i = 5; i < 8; i++)
        {
            uninterrupted.Update([Experience(algorithm, i)]);
            resumed.Update([Experience(algorithm, i)]);
        }

        Assert.Equal(uninterrupted.Weights(), resumed.Weights());
        Assert.Equal(Save(uninterrupted), Save(resumed));
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public void Update_AnyNumberOfThreads_GivesTheSameWeights(string algorithm, string settings)
    {
        float[] Run(int threads)
        {
            using ILearner learner = Learner(algorithm, settings, threads);
            for (uint i = 0; i < 4; i++)
                learner.Update([Experience(algorithm, i)]);
            return learner.Weights();
        }

        Assert.Equal(Run(1), Run(3));
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public void Update_BeforeLearningStarts_ActsAtRandomAndKeepsTheWeights(string algorithm, string settings)
    {
        using ILearner learner = Learner(algorithm, $"{settings} learning_starts={Steps * Lanes}");
        float[] before = learner.Weights();
        int epsilon = learner.Policy.WeightCount - (algorithm == "td3" ? 2 : 1);
        learner.Update([Experience(algorithm, 1)]);
        Assert.Equal(before, learner.Weights());
        Assert.Equal(1, before[epsilon]);

        learner.Update([Experience(algorithm, 2)]);
        Assert.NotEqual(before, learner.Weights());
        Assert.InRange(learner.Weights()[epsilon], 0, 0.999999f);
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public void Update_RewardNotANumber_NamesTheTermAndKeepsTheWeights(string algorithm, string settings)
    {
        using ILearner learner = Learner(algorithm, settings);
        for (uint i = 0; i < 4; i++)
            learner.Update([Experience(algorithm, i)]);
        float[] before = learner.Weights();
        Rollout good = Experience(algorithm, 5);
        float[] rewards = good.Rewards.ToArray();
        Array.Fill(rewards, float.NaN);
        DivergedException exception = Assert.Throws<DivergedException>(() => learner.Update([good with { Rewards = rewards }]));
        Assert.Equal("value_loss", exception.Term);
        Assert.Equal(4, learner.Version);
        Assert.Equal(before, learner.Weights());
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public void CopyPolicyWeights_AnyLearner_IsTheFirstOfAllWeights(string algorithm, string settings)
    {
        using ILearner learner = Learner(algorithm, settings);
        learner.Update([Experience(algorithm, 1)]);
        float[] policy = new float[learner.Policy.WeightCount];
        learner.CopyPolicyWeights(policy);
        Assert.Equal(learner.Weights()[..policy.Length], policy);
        Assert.Throws<ArgumentException>(() => learner.CopyPolicyWeights(policy.AsSpan(1)));
    }

    [Theory]
    [MemberData(nameof(Learners))]
    public void Update_SteadyState_AllocatesNothing(string algorithm, string settings)
    {
        using ILearner learner = Learner(algorithm, $"{settings} buffer_size=100");
        Rollout rollout = Experience(algorithm, 1);
        Assert.Equal(0, Allocations.InSteadyState(() => learner.Update([rollout])));
    }

    [Fact]
    public void Update_AsManyGradientStepsAsSteps_TakesOneForEachStepOfEachLane()
    {
        using ILearner all = Learner("dqn", "gradient_steps=-1"), counted = Learner("dqn", $"gradient_steps={Steps * Lanes}");
        for (uint i = 0; i < 3; i++)
        {
            all.Update([Experience("dqn", i)]);
            counted.Update([Experience("dqn", i)]);
        }

        Assert.Equal(counted.Weights(), all.Weights());
    }

    [Theory]
    [InlineData("dqn", "gradient_steps", "0", "must be -1 or at least 1")]
    [InlineData("sac", "ent_coef", "much", "auto, or a number")]
    [InlineData("td3", "net_arch", "conv:8x3/1,64", "only dense layers")]
    public void Validate_ValueThatIsNotAllowed_NamesIt(string algorithm, string name, string value, string expected)
    {
        Assert.True(AlgorithmRegistry.Default.TryGet(algorithm, out AlgorithmDescriptor? descriptor));
        HyperparameterError error = Assert.Single(descriptor.Validate(new Dictionary<string, string> { [name] = value }, laneCount: 1));
        Assert.Equal(name, error.Name);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CreateLearner_BufferOfManyImages_NamesTheLimit()
    {
        Assert.True(AlgorithmRegistry.Default.TryGet("dqn", out AlgorithmDescriptor? descriptor));
        ArgumentException error = Assert.Throws<ArgumentException>(() => descriptor.CreateLearner(new LearnerOptions
        {
            Observation = 1 << 20,
            Action = new DiscreteActionSpec(2),
            LaneCount = 1,
            TotalSteps = 1_000_000,
        }));
        Assert.Contains("buffer_size is 1000000, but must be at most 256,", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RolloutSteps_OffPolicy_IsTheTrainingFrequency()
    {
        Assert.True(AlgorithmRegistry.Default.TryGet("dqn", out AlgorithmDescriptor? descriptor));
        Assert.Equal(23, descriptor.RolloutSteps(new Dictionary<string, string> { ["train_freq"] = "23" }));
    }

    private static bool IsContinuous(string algorithm) => algorithm is "sac" or "td3";

    private static Rollout Experience(string algorithm, uint stream)
    {
        Rollout rollout = Rollouts.Random(stream, Steps, Lanes);
        return IsContinuous(algorithm)
            ? rollout with { Actions = new Numbers(1000 + stream).Array(Steps * Lanes * Rollouts.ContinuousActions.Size) }
            : rollout;
    }

    private static ILearner Learner(string algorithm, string settings, int threads = 2)
    {
        Assert.True(AlgorithmRegistry.Default.TryGet(algorithm, out AlgorithmDescriptor? descriptor));
        var values = new Dictionary<string, string>
        {
            ["learning_starts"] = "50",
            ["batch_size"] = "150",
            ["buffer_size"] = "200",
            ["train_freq"] = $"{Steps}",
            ["gradient_steps"] = "3",
            ["net_arch"] = "24,10",
        };
        if (!IsContinuous(algorithm))
        {
            values["target_update_interval"] = "60";
            values["exploration_fraction"] = "0.05";
        }

        foreach (string setting in settings.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            values[setting.Split('=')[0]] = setting.Split('=')[1];
        return descriptor.CreateLearner(new LearnerOptions
        {
            Observation = Rollouts.ObservationSize,
            Action = IsContinuous(algorithm) ? Rollouts.ContinuousActions : new DiscreteActionSpec(Rollouts.Choices),
            Hyperparameters = values,
            Seed = 1,
            LaneCount = Lanes,
            TotalSteps = 2_000,
            Threads = threads,
        });
    }

    private static byte[] Save(ILearner learner)
    {
        var buffer = new ArrayBufferWriter<byte>();
        learner.Save(buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
