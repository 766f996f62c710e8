namespace RlOrleans.Learning;

/// <summary>
/// Generalised advantage estimation (Schulman, Moritz, Levine, Jordan and Abbeel, "High-dimensional continuous control
/// using generalized advantage estimation", 2016, equation 16).
/// </summary>
/// <remarks>
/// An episode's end cuts the sum: a terminated step has no successor, and a truncated one bootstraps from the value of
/// the observation it ended on, not of the next episode's first.
/// Legend: T steps, N lanes; arrays are [T, N] unless said otherwise.
/// </remarks>
internal static class GeneralisedAdvantageEstimation
{
    /// <param name="lanes">N.</param>
    /// <param name="gamma">Discount, in [0, 1].</param>
    /// <param name="lambda">Weight of longer estimates, in [0, 1].</param>
    /// <param name="rewards">Rewards.</param>
    /// <param name="values">Values of the observations.</param>
    /// <param name="terminated">Ends; they count before truncations.</param>
    /// <param name="truncated">Cuts.</param>
    /// <param name="finalValues">Values of the observations that truncated steps led to; elsewhere not read.</param>
    /// <param name="lastValues">[N]: values of the observations after the last step.</param>
    /// <param name="advantages">Filled.</param>
    /// <param name="returns">Filled with advantages plus values.</param>
    public static void Compute(
        int lanes, float gamma, float lambda,
        ReadOnlySpan<float> rewards, ReadOnlySpan<float> values,
        ReadOnlySpan<bool> terminated, ReadOnlySpan<bool> truncated,
        ReadOnlySpan<float> finalValues, ReadOnlySpan<float> lastValues,
        Span<float> advantages, Span<float> returns)
    {
        int count = rewards.Length;
        for (int i = count - 1; i >= 0; i--)
        {
            bool last = i + lanes >= count;
            bool ended = terminated[i] || truncated[i];
            float nextValue = terminated[i] ? 0
                : truncated[i] ? finalValues[i]
                : last ? lastValues[i + lanes - count]
                : values[i + lanes];
            float nextAdvantage = ended || last ? 0 : advantages[i + lanes];
            float advantage = rewards[i] + gamma * nextValue - values[i] + gamma * lambda * nextAdvantage;
            advantages[i] = advantage;
            returns[i] = advantage + values[i];
        }
    }
}
