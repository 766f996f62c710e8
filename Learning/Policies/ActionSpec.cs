namespace RlOrleans.Learning;

/// <summary>The actions that a policy chooses from.</summary>
public abstract record ActionSpec
{
    private protected ActionSpec()
    {
    }

    /// <summary>Floats that carry one action.</summary>
    public abstract int Size { get; }
}

/// <summary>One choice among several; the action is carried as its index in a float.</summary>
/// <param name="Count">Number of choices, at least 1.</param>
public sealed record DiscreteActionSpec(int Count) : ActionSpec
{
    /// <inheritdoc/>
    public override int Size => 1;
}
