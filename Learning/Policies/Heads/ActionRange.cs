namespace RlOrleans.Learning;

/// <summary>The bounds of continuous actions, which squashed heads choose in [−1, 1] and environments take in full.</summary>
internal sealed class ActionRange(ContinuousActionSpec bounds)
{
    /// <summary>A.</summary>
    public int Size => bounds.Size;

    /// <summary>Brings an action from [−1, 1] to the bounds; both may be the same memory.</summary>
    public void Scale(ReadOnlySpan<float> chosen, Span<float> executed)
    {
        for (int a = 0; a < chosen.Length; a++)
        {
            float low = bounds.Low[a], high = bounds.High[a];
            executed[a] = Math.Clamp(low + 0.5f * (chosen[a] + 1) * (high - low), low, high);
        }
    }
}
