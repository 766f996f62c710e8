namespace RlOrleans.Environments;

/// <summary>
/// Keeps the returns of episodes as of its place among the wrappers: what lies further out changes the rewards that are
/// learnt from, and not the returns that are reported.
/// </summary>
internal sealed class RecordEpisodes(IVectorEnvironment inner) : RewardWrapper(inner, Describe(inner.Spec), keepsReturns: true)
{
    public static WrapperDescriptor Descriptor { get; } = new(
        "record", "", "no setting", "Reports returns of the rewards as they are at this place; without it, of the simulator's own.",
        setting => setting is null ? new Wrapping(Describe, inner => new RecordEpisodes(inner)) : null);

    public static EnvironmentSpec Describe(EnvironmentSpec inner) => inner.Wrapped("record");

    protected override void Transform(Span<float> rewards)
    {
        // Rewards stay as they are.
    }
}
