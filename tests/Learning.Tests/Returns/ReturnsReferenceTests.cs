namespace RlOrleans.Learning.Tests.Returns;

public sealed class ReturnsReferenceTests
{
    private const double Tolerance = 1e-4;

    [Fact]
    public void GeneralisedAdvantageEstimation_Reference_Agrees()
    {
        Reference reference = Reference.Read("gae");
        float[] rewards = reference.Array("rewards"), advantages = new float[rewards.Length], returns = new float[rewards.Length];
        GeneralisedAdvantageEstimation.Compute(
            reference.Columns("rewards"), reference.Number("gamma"), reference.Number("gae_lambda"), rewards, reference.Array("values"),
            reference.Flags("terminated"), reference.Flags("truncated"), reference.Array("final_values"), reference.Array("last_values"),
            advantages, returns);
        Close.Equal(reference.Array("advantages"), advantages, Tolerance);
        Close.Equal(reference.Array("returns"), returns, Tolerance);
    }

    [Fact]
    public void GeneralisedAdvantageEstimation_TruncatedAndTerminated_CountsAsTerminated()
    {
        float[] advantages = new float[1], returns = new float[1];
        GeneralisedAdvantageEstimation.Compute(1, 0.9f, 0.9f, [1], [0.5f], [true], [true], [100], [100], advantages, returns);
        Assert.Equal(0.5f, advantages[0]);
        Assert.Equal(1, returns[0]);
    }

    [Fact]
    public void VTrace_Reference_Agrees()
    {
        Reference reference = Reference.Read("vtrace");
        float[] rewards = reference.Array("rewards"), targets = new float[rewards.Length], advantages = new float[rewards.Length];
        VTrace.Compute(
            reference.Columns("rewards"), reference.Number("gamma"), reference.Number("rho_bar"), reference.Number("c_bar"),
            reference.Array("log_ratios"), rewards, reference.Array("values"), reference.Flags("terminated"), new bool[rewards.Length],
            new float[rewards.Length], reference.Array("last_values"), targets, advantages);
        Close.Equal(reference.Array("vs"), targets, Tolerance);
        Close.Equal(reference.Array("pg_advantages"), advantages, Tolerance);
    }

    [Fact]
    public void VTrace_OnPolicy_GivesReturnsWithLambdaOne()
    {
        var numbers = new Numbers(31);
        const int Count = 40, Lanes = 4;
        float[] rewards = numbers.Array(Count), values = numbers.Array(Count), finals = numbers.Array(Count), last = numbers.Array(Lanes);
        bool[] terminated = [.. Enumerable.Range(0, Count).Select(_ => numbers.Below(6) == 0)];
        bool[] truncated = [.. Enumerable.Range(0, Count).Select(_ => numbers.Below(6) == 0)];
        float[] targets = new float[Count], advantages = new float[Count], gae = new float[Count], returns = new float[Count];
        VTrace.Compute(Lanes, 0.97f, 1, 1, new float[Count], rewards, values, terminated, truncated, finals, last, targets, advantages);
        GeneralisedAdvantageEstimation.Compute(Lanes, 0.97f, 1, rewards, values, terminated, truncated, finals, last, gae, returns);
        Close.Equal(returns, targets, Tolerance);
        Close.Equal(gae, advantages, Tolerance);
    }

    [Fact]
    public void DiscountedReturns_Reference_AgreesEpisodeByEpisode()
    {
        Reference reference = Reference.Read("reinforce_returns");
        float[] rewards = reference.Array("rewards"), expected = reference.Array("returns"), actual = new float[rewards.Length];
        bool[] terminated = reference.Flags("terminated");
        int lanes = reference.Columns("rewards");
        for (int lane = 0; lane < lanes; lane++)
        {
            var episode = new List<int>();
            for (int i = lane; i < rewards.Length; i += lanes)
            {
                episode.Add(i);
                if (!terminated[i] && i + lanes < rewards.Length)
                    continue;
                float[] returns = new float[episode.Count];
                DiscountedReturns.Compute(reference.Number("gamma"), [.. episode.Select(step => rewards[step])], 0, returns);
                for (int step = 0; step < returns.Length; step++)
                    actual[episode[step]] = returns[step];
                episode.Clear();
            }
        }

        Close.Equal(expected, actual, Tolerance);
    }
}
