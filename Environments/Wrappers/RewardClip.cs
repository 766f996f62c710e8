using System.Globalization;

namespace RlOrleans.Environments;

/// <summary>Brings every reward within bounds (Mnih et al., "Human-level control through deep reinforcement learning", 2015).</summary>
internal sealed class RewardClip(IVectorEnvironment inner, float low, float high) : RewardWrapper(inner, Describe(inner.Spec, low, high))
{
    public static WrapperDescriptor Descriptor { get; } = new(
        "reward-clip", "LOW,HIGH", "two numbers, the lower one first, such as -1,1", "Brings every reward within bounds.",
        setting => WrapperSetting.Bounds(setting) is var (low, high)
            ? new Wrapping(spec => Describe(spec, low, high), inner => new RewardClip(inner, low, high))
            : null);

    public static EnvironmentSpec Describe(EnvironmentSpec inner, float low, float high) => low <= high
        ? inner.Wrapped(string.Create(CultureInfo.InvariantCulture, $"reward-clip={low},{high}"))
        : throw new ArgumentException($"the bounds {low} and {high} are no range");

    protected override void Transform(Span<float> rewards)
    {
        foreach (ref float reward in rewards)
            reward = Math.Clamp(reward, low, high);
    }
}
