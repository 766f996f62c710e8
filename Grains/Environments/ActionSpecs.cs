using RlOrleans.Learning;

namespace RlOrleans.Environments;

/// <summary>Maps what an environment acts with to what a policy can produce.</summary>
internal static class ActionSpecs
{
    /// <summary>The policy's side of an action space; null where no policy head exists for it.</summary>
    public static ActionSpec? TryFrom(Space space) => space switch
    {
        DiscreteSpace discrete => new DiscreteActionSpec(discrete.Count),
        _ => null,
    };

    /// <summary>The policy's side of an action space.</summary>
    /// <exception cref="NotSupportedException">No policy head exists for the space.</exception>
    public static ActionSpec From(Space space)
        => TryFrom(space) ?? throw new NotSupportedException($"No policy head acts in {space}.");
}
