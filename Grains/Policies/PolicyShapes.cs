using RlOrleans.Learning;

namespace RlOrleans.Policies;

/// <summary>Maps the learning library's description of a network to the one that travels, and back.</summary>
internal static class PolicyShapes
{
    /// <summary>The form that travels.</summary>
    public static PolicyShape ToShape(this PolicySpec spec)
        => new(spec.ObservationSize, spec.Action.Size, spec.StateSize, spec.WeightCount, PolicySpecJson.Format(spec));

    /// <summary>The form that builds networks.</summary>
    /// <exception cref="InvalidDataException">The shape is of a kind that this version does not know.</exception>
    public static PolicySpec ToSpec(this PolicyShape shape) => PolicySpecJson.Parse(shape.Spec);
}
