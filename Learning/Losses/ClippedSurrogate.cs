namespace RlOrleans.Learning;

/// <summary>
/// The clipped objective of proximal policy optimisation (Schulman et al., 2017, equation 7), negated, with its gradient.
/// </summary>
internal sealed class ClippedSurrogate : IPolicyLoss
{
    /// <summary>How far a ratio counts away from 1.</summary>
    public float ClipRange { get; set; }

    public PolicyLossSums Compute(
        ReadOnlySpan<float> logProbs, ReadOnlySpan<float> logRatios, ReadOnlySpan<float> ratios, ReadOnlySpan<float> advantages,
        int total, Span<float> logProbGradients)
    {
        float low = 1 - ClipRange, high = 1 + ClipRange, scale = -1f / total;
        double objective = 0, divergence = 0;
        int clipped = 0;
        for (int i = 0; i < ratios.Length; i++)
        {
            float ratio = ratios[i], advantage = advantages[i];
            float free = advantage * ratio, limited = advantage * Math.Clamp(ratio, low, high);
            objective += Math.Min(free, limited);

            // Where the clipped term is the smaller one, it is constant and the gradient is zero.
            logProbGradients[i] = free <= limited ? free * scale : 0;
            divergence += ratio - 1 - logRatios[i];
            clipped += Math.Abs(ratio - 1) > ClipRange ? 1 : 0;
        }

        return new PolicyLossSums(-objective, divergence, clipped);
    }
}
