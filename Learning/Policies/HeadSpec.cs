namespace RlOrleans.Learning;

/// <summary>What a policy makes of the outputs of its network.</summary>
/// <param name="Kind">Which kind of head.</param>
/// <param name="Quantiles">Of <see cref="HeadKind.ActionValues"/>: quantiles of each action's return; 1 for its mean alone.</param>
/// <param name="Duelling">Of <see cref="HeadKind.ActionValues"/>: whether the network gives the state's value and the actions' advantages.</param>
/// <param name="NoiseHold">Of <see cref="HeadKind.Deterministic"/> and <see cref="HeadKind.SquashedGaussian"/>: steps that a draw of the noise is kept for.</param>
public sealed record HeadSpec(HeadKind Kind, int Quantiles = 1, bool Duelling = false, int NoiseHold = 1);

/// <summary>Kinds of policy heads.</summary>
public enum HeadKind
{
    /// <summary>Categorical distributions over discrete actions, one for each choice of a multi-discrete one.</summary>
    Categorical,

    /// <summary>A normal distribution with independent components and standard deviations that do not depend on the observation.</summary>
    DiagonalGaussian,

    /// <summary>A normal distribution with standard deviations that depend on the observation, squashed by tanh into the bounds.</summary>
    SquashedGaussian,

    /// <summary>One action, squashed by tanh into the bounds, with added noise while exploring.</summary>
    Deterministic,

    /// <summary>Values of discrete actions, of which the best is taken, and while exploring sometimes another.</summary>
    ActionValues,
}
