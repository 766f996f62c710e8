namespace RlOrleans.Learning;

/// <summary>
/// V-trace targets for experience of an older policy (Espeholt et al., "IMPALA: scalable distributed deep-RL with
/// importance weighted actor-learner architectures", 2018, equation 1 and section 4.2).
/// </summary>
/// <remarks>Legend: T steps, N lanes; arrays are [T, N] unless said otherwise.</remarks>
internal static class VTrace
{
    /// <param name="lanes">N.</param>
    /// <param name="gamma">Discount, in [0, 1].</param>
    /// <param name="rhoBar">Limit of the weight of a step's own error; fixes the policy whose value is learnt.</param>
    /// <param name="cBar">Limit of the weight that later errors are carried back with; fixes the speed.</param>
    /// <param name="logRatios">log π(a|x) − log μ(a|x), learner's policy over actor's.</param>
    /// <param name="rewards">Rewards.</param>
    /// <param name="values">Values of the observations.</param>
    /// <param name="terminated">Ends; they count before truncations.</param>
    /// <param name="truncated">Cuts.</param>
    /// <param name="finalValues">Values of the observations that truncated steps led to; elsewhere not read.</param>
    /// <param name="lastValues">[N]: values of the observations after the last step.</param>
    /// <param name="targets">Filled with v_s, what the critic is to learn.</param>
    /// <param name="advantages">Filled with ρ_s (r_s + γ v_{s+1} − V(x_s)), the actor's advantages.</param>
    public static void Compute(
        int lanes, float gamma, float rhoBar, float cBar,
        ReadOnlySpan<float> logRatios, ReadOnlySpan<float> rewards, ReadOnlySpan<float> values,
        ReadOnlySpan<bool> terminated, ReadOnlySpan<bool> truncated,
        ReadOnlySpan<float> finalValues, ReadOnlySpan<float> lastValues,
        Span<float> targets, Span<float> advantages)
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
            bool carries = !ended && !last;
            float nextTarget = carries ? targets[i + lanes] : nextValue;
            float ratio = MathF.Exp(logRatios[i]);
            float rho = MathF.Min(rhoBar, ratio), c = MathF.Min(cBar, ratio);
            float delta = rho * (rewards[i] + gamma * nextValue - values[i]);
            targets[i] = values[i] + delta + gamma * c * (nextTarget - nextValue);
            advantages[i] = rho * (rewards[i] + gamma * nextTarget - values[i]);
        }
    }
}
