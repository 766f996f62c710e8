namespace RlOrleans.Learning;

/// <summary>Discounted sums of the rewards to come, <c>G_t = r_t + γ G_{t+1}</c> (Sutton and Barto, 2018, equation 3.9).</summary>
internal static class DiscountedReturns
{
    /// <summary>Returns of the steps of one episode.</summary>
    /// <param name="gamma">Discount, in [0, 1].</param>
    /// <param name="rewards">[T].</param>
    /// <param name="beyond">What follows the last step: 0 where it terminated, the value of the final observation where it was cut.</param>
    /// <param name="returns">[T], filled.</param>
    public static void Compute(float gamma, ReadOnlySpan<float> rewards, float beyond, Span<float> returns)
    {
        float next = beyond;
        for (int t = rewards.Length - 1; t >= 0; t--)
        {
            next = rewards[t] + gamma * next;
            returns[t] = next;
        }
    }
}
