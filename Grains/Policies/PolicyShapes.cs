using RlOrleans.Learning;

namespace RlOrleans.Policies;

/// <summary>Maps the learning library's description of a network to the one that travels, and back.</summary>
internal static class PolicyShapes
{
    /// <summary>The form that travels.</summary>
    public static PolicyShape ToShape(this PolicySpec spec) => new(
        spec.ObservationSize,
        spec.Action is DiscreteActionSpec discrete ? discrete.Count : throw new NotSupportedException($"{spec.Action} does not travel yet."),
        spec.NetArch,
        spec.Activation.ToString().ToLowerInvariant());

    /// <summary>The form that builds networks.</summary>
    public static PolicySpec ToSpec(this PolicyShape shape) => new(
        shape.ObservationSize,
        new DiscreteActionSpec(shape.ActionCount),
        shape.NetArch,
        Enum.Parse<Activation>(shape.Activation, ignoreCase: true));
}
