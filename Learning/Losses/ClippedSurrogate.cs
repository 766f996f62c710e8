namespace RlOrleans.Learning;

/// <summary>
/// The clipped objective of proximal policy optimisation (Schulman et al., 2017, equation 7), negated, with its gradient.
/// </summary>
internal static class ClippedSurrogate
{
    /// <summary>Mean over B samples.</summary>
    /// <param name="logRatios">[B]: log π(a|s) − log π_old(a|s).</param>
    /// <param name="ratios">[B]: their exponentials.</param>
    /// <param name="advantages">[B].</param>
    /// <param name="clipRange">How far a ratio counts away from 1.</param>
    /// <param name="logProbGradients">[B], filled with the gradient of the mean for log π(a|s).</param>
    /// <returns>The loss, the divergence estimate, and the share of clipped samples.</returns>
    public static (double Loss, double ApproximateKl, double ClipFraction) Compute(
        ReadOnlySpan<float> logRatios, ReadOnlySpan<float> ratios, ReadOnlySpan<float> advantages, float clipRange, Span<float> logProbGradients)
    {
        int count = ratios.Length;
        float low = 1 - clipRange, high = 1 + clipRange, scale = -1f / count;
        double objective = 0, divergence = 0;
        int clipped = 0;
        for (int i = 0; i < count; i++)
        {
            float ratio = ratios[i], advantage = advantages[i];
            float free = advantage * ratio, limited = advantage * Math.Clamp(ratio, low, high);
            objective += Math.Min(free, limited);

            // Where the clipped term is the smaller one, it is constant and the gradient is zero.
            logProbGradients[i] = free <= limited ? free * scale : 0;
            divergence += ratio - 1 - logRatios[i];
            clipped += Math.Abs(ratio - 1) > clipRange ? 1 : 0;
        }

        return (-objective / count, divergence / count, (double)clipped / count);
    }
}
