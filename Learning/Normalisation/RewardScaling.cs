namespace RlOrleans.Learning;

/// <summary>
/// Divides rewards by the running standard deviation of the discounted returns, clipped to ±10, so that returns are of
/// the order of 1 whatever the environment pays (Engstrom et al., "Implementation matters in deep policy gradients",
/// 2020). Means are left alone: taking them off would change what is best.
/// </summary>
/// <remarks>Legend: T steps, N lanes.</remarks>
internal sealed class RewardScaling(int lanes, float gamma)
{
    private const float Limit = 10;
    private const double Epsilon = 1e-8;

    private readonly RunningMoments _returns = new(1);
    private readonly float[] _running = new float[lanes];
    private float[] _seen = [];

    /// <summary>Takes the returns of a rollout in, then scales its rewards in place.</summary>
    /// <param name="rewards">[T, N].</param>
    /// <param name="terminated">[T, N].</param>
    /// <param name="truncated">[T, N].</param>
    /// <param name="excluded">[T, N]: not taken in; empty where all are.</param>
    public void Apply(Span<float> rewards, ReadOnlySpan<bool> terminated, ReadOnlySpan<bool> truncated, ReadOnlySpan<bool> excluded = default)
    {
        if (_seen.Length < rewards.Length)
            _seen = new float[rewards.Length];
        int seen = 0;
        for (int i = 0; i < rewards.Length; i++)
        {
            ref float running = ref _running[i % lanes];
            if (!excluded.IsEmpty && excluded[i])
            {
                running = 0;
                continue;
            }

            running = running * gamma + rewards[i];
            _seen[seen++] = running;
            if (terminated[i] || truncated[i])
                running = 0;
        }

        _returns.Add(_seen.AsSpan(0, seen));
        float factor = (float)(1 / Math.Sqrt(_returns.Variance(0) + Epsilon));
        foreach (ref float reward in rewards)
            reward = Math.Clamp(reward * factor, -Limit, Limit);
    }

    public void Save(StateWriter writer)
    {
        _returns.Save(writer);
        writer.Write(_running);
    }

    public void Load(ref StateReader reader)
    {
        _returns.Load(ref reader);
        reader.Read(_running.AsSpan());
    }
}
