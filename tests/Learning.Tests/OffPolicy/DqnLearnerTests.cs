using System.Buffers;

namespace RlOrleans.Learning.Tests.OffPolicy;

public sealed class DqnLearnerTests
{
    private const int Steps = 16;
    private const int Lanes = 3;

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public void Load_SavedStateMidTraining_ContinuesBitByBit(string prioritized)
    {
        using ILearner uninterrupted = Learner(("prioritized", prioritized)), resumed = Learner(("prioritized", prioritized));
        for (uint i = 0; i < 5; i++)
            uninterrupted.Update([Rollouts.Random(i, Steps, Lanes)]);
        resumed.Load(Save(uninterrupted));
        Assert.Equal(uninterrupted.Weights(), resumed.Weights());
        for (uint i = 5; i < 8; i++)
        {
            uninterrupted.Update([Rollouts.Random(i, Steps, Lanes)]);
            resumed.Update([Rollouts.Random(i, Steps, Lanes)]);
        }

        Assert.Equal(uninterrupted.Weights(), resumed.Weights());
        Assert.Equal(Save(uninterrupted), Save(resumed));
    }

    [Fact]
    public void Update_AnyNumberOfThreads_GivesTheSameWeights()
    {
        float[] Run(int threads)
        {
            using ILearner learner = Learner(threads, ("double_q", "true"), ("duelling", "true"), ("n_step_return", "3"));
            for (uint i = 0; i < 4; i++)
                learner.Update([Rollouts.Random(i, Steps, Lanes)]);
            return learner.Weights();
        }

        Assert.Equal(Run(1), Run(3));
    }

    [Fact]
    public void Update_BeforeLearningStarts_ActsAtRandomAndKeepsTheWeights()
    {
        using ILearner learner = Learner(("learning_starts", $"{Steps * Lanes}"));
        float[] before = learner.Weights();
        learner.Update([Rollouts.Random(1, Steps, Lanes)]);
        Assert.Equal(before, learner.Weights());
        Assert.Equal(1, before[learner.Policy.WeightCount - 1]);

        UpdateStatistics statistics = learner.Update([Rollouts.Random(2, Steps, Lanes)]);
        Assert.NotEqual(before, learner.Weights());
        Assert.InRange(statistics.Find("exploration_rate"), 0.5, 0.999999);
    }

    [Fact]
    public void Update_SteadyState_AllocatesNothing()
    {
        using ILearner learner = Learner(("prioritized", "true"), ("buffer_size", "100"));
        Rollout rollout = Rollouts.Random(1, Steps, Lanes);
        for (int i = 0; i < 40; i++)
            learner.Update([rollout]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
            learner.Update([rollout]);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
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

    private static ILearner Learner(params (string Name, string Value)[] hyperparameters) => Learner(WorkTeam.DefaultThreads, hyperparameters);

    private static ILearner Learner(int threads, params (string Name, string Value)[] hyperparameters)
    {
        Assert.True(AlgorithmRegistry.Default.TryGet("dqn", out AlgorithmDescriptor? descriptor));
        var values = new Dictionary<string, string>
        {
            ["learning_starts"] = "50",
            ["batch_size"] = "80",
            ["buffer_size"] = "200",
            ["train_freq"] = $"{Steps}",
            ["gradient_steps"] = "3",
            ["target_update_interval"] = "60",
            ["net_arch"] = "24,10",
        };
        foreach ((string name, string value) in hyperparameters)
            values[name] = value;
        return descriptor.CreateLearner(new LearnerOptions
        {
            Observation = Rollouts.ObservationSize,
            Action = new DiscreteActionSpec(Rollouts.Choices),
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
