using System.Globalization;

namespace RlOrleans.Environments;

/// <summary>
/// Brings observations to mean 0 and deviation 1 by statistics that stay as they are. Statistics that follow what is
/// learnt from are part of the policy instead (the hyperparameter <c>normalize_observation</c>): an episode could not be
/// played again on its own if it depended on all that were played before it.
/// </summary>
internal sealed class NormaliseObservation : ObservationWrapper
{
    // Stable-Baselines3's limit and epsilon of VecNormalize.
    private const float Limit = 10;
    private const float Epsilon = 1e-8f;

    private const string Name = "normalize-observation";
    private const string Bounds = "bounds";
    private const int DefaultSteps = 10_000;
    private const int MaxSteps = 1_000_000;

    private readonly float[] _mean;
    private readonly float[] _scale;

    public NormaliseObservation(IVectorEnvironment inner, ObservationStatistics statistics, string setting)
        : base(inner, Describe(inner.Spec, setting))
    {
        int size = inner.Spec.ObservationSpace.Size;
        if (statistics.Mean.Length != size || statistics.Deviation.Length != size)
            throw new ArgumentException($"Statistics of {statistics.Mean.Length} means and {statistics.Deviation.Length} deviations do not fit observations of {size}.", nameof(statistics));
        _mean = [.. statistics.Mean];
        _scale = [.. statistics.Deviation.Select(deviation => 1 / MathF.Sqrt(deviation * deviation + Epsilon))];
    }

    public static WrapperDescriptor Descriptor { get; } = new(
        Name, "[bounds|STEPS]", $"{Bounds}, or a whole number from 1 to {MaxSteps} of random steps to measure on (default {DefaultSteps}); for running statistics use --set normalize_observation=true",
        "Brings observations to mean 0 and deviation 1 by fixed statistics: of the space's bounds, or of random play.", Parse);

    public static EnvironmentSpec Describe(EnvironmentSpec inner, string setting)
    {
        if (inner.ObservationSpace is not BoxSpace box)
            throw new ArgumentException($"observations of {inner.ObservationSpace} are no numbers to scale; flatten makes rows of them");
        return inner.Wrapped($"{Name}={setting}") with { ObservationSpace = BoxSpace.Uniform(-Limit, Limit, box.Shape.AsSpan()) };
    }

    private static EnvironmentSpec DescribeMeasured(EnvironmentSpec inner, string setting) =>
        inner.ActionSpace is BoxSpace actions && !actions.Low.Concat(actions.High).All(float.IsFinite)
            ? throw new ArgumentException($"actions of {actions} have no bounds to draw random ones between")
            : Describe(inner, setting);

    protected override void First(int lane, ReadOnlySpan<float> observation, Span<float> shown) => Next(lane, observation, shown);

    protected override void Next(int lane, ReadOnlySpan<float> observation, Span<float> shown)
    {
        for (int i = 0; i < shown.Length; i++)
            shown[i] = Math.Clamp((observation[i] - _mean[i]) * _scale[i], -Limit, Limit);
    }

    private static Wrapping? Parse(string? setting)
    {
        if (setting == Bounds)
        {
            return new Wrapping(
                spec =>
                {
                    ObservationStatistics.OfBounds(spec.ObservationSpace);
                    return Describe(spec, Bounds);
                },
                inner => new NormaliseObservation(inner, ObservationStatistics.OfBounds(inner.Spec.ObservationSpace), Bounds));
        }

        int? steps = setting is null ? DefaultSteps : WrapperSetting.WholeNumber(setting, 1, MaxSteps);
        if (steps is not { } count)
            return null;
        string text = count.ToString(CultureInfo.InvariantCulture);
        return new Wrapping(spec => DescribeMeasured(spec, text), create =>
        {
            var statistics = new Lazy<ObservationStatistics>(() => ObservationStatistics.Measure(create, count));
            return lanes => new NormaliseObservation(create(lanes), statistics.Value, text);
        });
    }
}
