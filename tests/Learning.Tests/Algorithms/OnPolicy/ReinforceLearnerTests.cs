namespace RlOrleans.Learning.Tests.Algorithms;

/// <summary>What REINFORCE does with episodes that do not fit into one rollout.</summary>
public sealed class ReinforceLearnerTests
{
    private const int Steps = 8;

    [Fact]
    public void Update_NoEpisodeEnds_LearnsNothingYet()
    {
        using ILearner learner = Learner();
        float[] before = learner.Weights();
        UpdateStatistics statistics = learner.Update([Episode(1, endsAt: -1)]);
        Assert.Equal(0, statistics.Find("samples"));
        Assert.Equal(before, learner.Weights());
        Assert.Equal(1, learner.Version);
    }

    [Fact]
    public void Update_EpisodeEndsLater_LearnsFromAllOfItsSteps()
    {
        using ILearner learner = Learner();
        learner.Update([Episode(1, endsAt: -1)]);
        UpdateStatistics statistics = learner.Update([Episode(2, endsAt: 2)]);
        Assert.Equal(1, statistics.Find("episodes"));
        Assert.Equal(Steps + 3, statistics.Find("samples"));
        statistics = learner.Update([Episode(3, endsAt: Steps - 1)]);
        Assert.Equal(2 * Steps - 3, statistics.Find("samples"));
    }

    [Fact]
    public void Update_EpisodeBeyondTheLimit_IsLearntFromInParts()
    {
        using ILearner learner = Learner(("max_episode_steps", "12"));
        learner.Update([Episode(1, endsAt: -1)]);
        Assert.Equal(12, learner.Update([Episode(2, endsAt: -1)]).Find("samples"));
    }

    [Fact]
    public void Update_Terminated_DoesNotLookAtTheFinalObservation()
    {
        float[] After(bool terminated, float final)
        {
            using ILearner learner = Learner();
            Rollout episode = Episode(1, endsAt: Steps - 1);
            float[] finals = new float[Rollouts.ObservationSize];
            Array.Fill(finals, final);
            learner.Update([terminated ? episode : episode with
            {
                Terminated = new bool[Steps], Truncated = episode.Terminated, FinalObservations = finals,
            }]);
            return learner.Weights();
        }

        Assert.NotEqual(After(terminated: false, 0.5f), After(terminated: false, 1f));
        Assert.NotEqual(After(terminated: true, 0), After(terminated: false, 0.5f));
    }

    [Theory]
    [InlineData(2, 0.5)]
    [InlineData(1, 1)]
    [InlineData(0.5, 1)]
    public void PolicyGradientLoss_OlderPolicy_WeighsByTheRatioUpToOne(double likelierBefore, double weight)
    {
        double uniform = Math.Log(0.5);
        float[] logRatios = [(float)-Math.Log(likelierBefore)], gradients = new float[1];

        PolicyLossSums sums = new PolicyGradientLoss { WeighsOldSamples = true }.Compute(
            [(float)uniform], logRatios, [MathF.Exp(logRatios[0])], [3f], total: 1, gradients);

        Assert.Equal(-weight * uniform * 3, sums.Loss, 5);
        Assert.Equal(-weight * 3, gradients[0], 5);
    }

    private static ILearner Learner(params (string Name, string Value)[] more) =>
        Rollouts.Learner("reinforce", 1, [("n_steps", $"{Steps}"), .. more]);

    private static Rollout Episode(uint stream, int endsAt)
    {
        bool[] terminated = new bool[Steps];
        if (endsAt >= 0)
            terminated[endsAt] = true;
        return Rollouts.Random(stream, Steps, 1) with
        {
            Terminated = terminated, Truncated = new bool[Steps], FinalObservations = default,
        };
    }
}
