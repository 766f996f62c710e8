namespace RlOrleans.Learning.Tests.Algorithms;

/// <summary>What only a memory can solve.</summary>
public sealed class RecurrentLearningTests
{
    private const int Lanes = 16;
    private const int Steps = 12;
    private const int Blanks = 3;

    public static TheoryData<string, string> Algorithms => new()
    {
        { "ppo", "batch_size=96 learning_rate=0.005" },
        { "ppo", "batch_size=96 learning_rate=0.005 share_features=true" },
        { "a2c", "learning_rate=0.005 use_rms_prop=false" },
        { "impala", "learning_rate=0.005 use_rms_prop=false share_features=true" },
        { "reinforce", "learning_rate=0.01" },
    };

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Run_RecallWithAMemory_IsSolved(string algorithm, string settings) =>
        Assert.InRange(Learn(algorithm, settings + " net_arch=lstm:16", updates: 400), 0.95, 1);

    [Fact]
    public void Run_RecallBehindADenseLayer_IsSolved() =>
        Assert.InRange(Learn("ppo", "batch_size=96 learning_rate=0.005 net_arch=16,lstm:12,16", updates: 400), 0.95, 1);

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Run_RecallWithoutAMemory_IsGuessed(string algorithm, string settings) =>
        Assert.InRange(Learn(algorithm, settings + " net_arch=32", updates: 100), 0.3, 0.7);

    private static double Learn(string algorithm, string settings, int updates)
    {
        (string, string)[] hyperparameters =
            [.. settings.Split(' ').Select(setting => setting.Split('=')).Select(pair => (pair[0], pair[1])), ("n_steps", $"{Steps}"), ("ent_coef", "0.01"), ("gamma", "0.95")];
        using ILearner learner = Rollouts.Learner(algorithm, Recall.ObservationSize, Recall.Choices, Lanes, hyperparameters);
        var experience = new Experience(learner.Policy, [.. Enumerable.Range(0, Lanes).Select(lane => new Recall((uint)lane, Blanks))], seed: 1);
        for (int i = 0; i < updates; i++)
            learner.Update([experience.Collect(learner, Steps)]);
        return Experience.Evaluate(learner, [.. Enumerable.Range(0, 100).Select(lane => new Recall((uint)(1000 + lane), Blanks))]);
    }
}
