namespace RlOrleans.Learning;

/// <summary>
/// The policy gradient (Sutton, McAllester, Singh and Mansour, 2000): <c>−ρ · advantage · log π(a|s)</c>, where ρ weighs
/// samples of an older policy by how much likelier the current one makes them, at most 1, and is a constant.
/// </summary>
internal sealed class PolicyGradientLoss : IPolicyLoss
{
    /// <summary>Whether samples of an older policy are weighed; advantages that contain the weight already are not.</summary>
    public bool WeighsOldSamples { get; init; }

    public PolicyLossSums Compute(
        ReadOnlySpan<float> logProbs, ReadOnlySpan<float> logRatios, ReadOnlySpan<float> ratios, ReadOnlySpan<float> advantages,
        int total, Span<float> logProbGradients)
    {
        double loss = 0, divergence = 0;
        for (int i = 0; i < ratios.Length; i++)
        {
            float weight = WeighsOldSamples ? MathF.Min(1, ratios[i]) * advantages[i] : advantages[i];
            loss -= weight * logProbs[i];
            logProbGradients[i] = -weight / total;
            divergence += ratios[i] - 1 - logRatios[i];
        }

        return new PolicyLossSums(loss, divergence, 0);
    }
}
