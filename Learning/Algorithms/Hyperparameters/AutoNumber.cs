namespace RlOrleans.Learning;

/// <summary>A hyperparameter that is a number, or is found by the algorithm.</summary>
/// <param name="Given">The number; null where it is found.</param>
public readonly record struct AutoNumber(double? Given)
{
    /// <summary>How it is written that a number is to be found.</summary>
    public const string Text = "auto";
}
