namespace RlOrleans.Environments;

/// <summary>
/// Makes rows of observations: the elements of a box in their order (so that nothing is copied), or, of discrete ones, a
/// float for each choice, 1 for the one that holds.
/// </summary>
internal static class FlattenObservation
{
    public static WrapperDescriptor Descriptor { get; } = new(
        "flatten", "", "no setting", "Makes a row of an image, and one float for each choice of a discrete observation.",
        setting => setting is null ? new Wrapping(Describe, Around) : null);

    public static IVectorEnvironment Around(IVectorEnvironment inner) => inner.Spec.ObservationSpace is BoxSpace
        ? new Reshaped(inner)
        : new OneHot(inner);

    public static EnvironmentSpec Describe(EnvironmentSpec inner) => inner.Wrapped("flatten") with
    {
        ObservationSpace = inner.ObservationSpace switch
        {
            BoxSpace { Shape.Length: 1 } => throw new ArgumentException($"observations of {inner.ObservationSpace} are rows already"),
            BoxSpace box => new BoxSpace([box.Size], box.Low, box.High),
            DiscreteSpace discrete => BoxSpace.Uniform(0, 1, discrete.Count),
            MultiDiscreteSpace several => BoxSpace.Uniform(0, 1, several.Counts.Sum()),
            var other => throw new ArgumentException($"observations of {other} cannot be made rows"),
        },
    };

    private sealed class Reshaped(IVectorEnvironment inner) : EnvironmentWrapper(inner, Describe(inner.Spec));

    private sealed class OneHot(IVectorEnvironment inner) : ObservationWrapper(inner, Describe(inner.Spec))
    {
        private readonly int[] _counts = inner.Spec.ObservationSpace is MultiDiscreteSpace several
            ? [.. several.Counts]
            : [((DiscreteSpace)inner.Spec.ObservationSpace).Count];

        protected override void First(int lane, ReadOnlySpan<float> observation, Span<float> shown) => Next(lane, observation, shown);

        protected override void Next(int lane, ReadOnlySpan<float> observation, Span<float> shown)
        {
            shown.Clear();
            for (int i = 0, at = 0; i < _counts.Length; at += _counts[i++])
                shown[at + (int)observation[i]] = 1;
        }
    }
}
