namespace RlOrleans.Learning.Tests.Algorithms;

/// <summary>What is learnt does not depend on how many threads compute it.</summary>
public sealed class ThreadsTests
{
    private const int Steps = 64;
    private const int Lanes = 7;

    // Minibatches of several slices, the last of them not full.
    [Theory]
    [InlineData("ppo", "batch_size=300 n_epochs=3")]
    [InlineData("ppo", "batch_size=300 n_epochs=3 share_features=true normalize_observation=true normalize_reward=true")]
    [InlineData("a2c", "")]
    [InlineData("impala", "share_features=true")]
    [InlineData("reinforce", "")]
    public void Update_AnyNumberOfThreads_GivesTheSameWeights(string algorithm, string settings)
    {
        float[] Run(int threads)
        {
            (string, string)[] hyperparameters =
                [.. settings.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(setting => setting.Split('=')).Select(pair => (pair[0], pair[1])), ("n_steps", $"{Steps}")];
            using ILearner learner = Rollouts.Learner(algorithm, Rollouts.ObservationSize, Rollouts.Choices, Lanes, hyperparameters, threads);
            for (uint i = 0; i < 3; i++)
                learner.Update([Rollouts.Random(i, Steps, Lanes)]);
            return learner.Weights();
        }

        float[] one = Run(1);
        Assert.Equal(one, Run(2));
        Assert.Equal(one, Run(5));
    }
}
