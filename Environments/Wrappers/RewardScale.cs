using System.Globalization;

namespace RlOrleans.Environments;

/// <summary>Multiplies every reward by a constant.</summary>
internal sealed class RewardScale(IVectorEnvironment inner, float factor) : RewardWrapper(inner, Describe(inner.Spec, factor))
{
    public static WrapperDescriptor Descriptor { get; } = new(
        "reward-scale", "FACTOR", "a number other than 0", "Multiplies every reward.",
        setting => WrapperSetting.Number(setting) is { } factor && factor != 0
            ? new Wrapping(spec => Describe(spec, factor), inner => new RewardScale(inner, factor))
            : null);

    public static EnvironmentSpec Describe(EnvironmentSpec inner, float factor) => float.IsFinite(factor) && factor != 0
        ? inner.Wrapped(string.Create(CultureInfo.InvariantCulture, $"reward-scale={factor}"))
        : throw new ArgumentException($"the factor {factor} leaves nothing to learn from");

    protected override void Transform(Span<float> rewards)
    {
        foreach (ref float reward in rewards)
            reward *= factor;
    }
}
