using RlOrleans.Learning;

namespace RlOrleans.Environments;

/// <summary>Maps what an environment acts with to what a policy can produce.</summary>
public static class ActionSpecs
{
    /// <summary>The policy's side of an action space; null where no policy head exists for it.</summary>
    public static ActionSpec? TryFrom(Space space) => space switch
    {
        DiscreteSpace discrete => new DiscreteActionSpec(discrete.Count),
        MultiDiscreteSpace several => new MultiDiscreteActionSpec(several.Counts),
        BoxSpace box when box.Low.All(float.IsFinite) && box.High.All(float.IsFinite) => new ContinuousActionSpec(box.Low, box.High),
        _ => null,
    };

    /// <summary>The shape of an observation space's elements.</summary>
    public static TensorShape ShapeOf(Space space) => space is BoxSpace box ? TensorShape.Of(box.Shape) : space.Size;

    /// <summary>The policy's side of an action space.</summary>
    /// <exception cref="NotSupportedException">No policy head exists for the space.</exception>
    public static ActionSpec From(Space space)
        => TryFrom(space) ?? throw new NotSupportedException($"No policy head acts in {space}.");
}
