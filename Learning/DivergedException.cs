using System.Globalization;

namespace RlOrleans.Learning;

/// <summary>
/// Learning produced an infinite value or none at all. The learner's weights are those of before the update that failed;
/// its optimiser is not, so to go on, load a saved state (and expect the same end without other hyperparameters).
/// </summary>
public sealed class DivergedException : Exception
{
    /// <summary>A divergence.</summary>
    /// <param name="term">What is not finite: <c>policy_loss</c>, <c>value_loss</c>, <c>entropy</c>, <c>grad_norm</c>, <c>observation</c> or <c>reward</c>.</param>
    /// <param name="value">Its value.</param>
    /// <param name="version">Updates that were done before.</param>
    /// <param name="advice">A sentence that says what may help; null for that of a gradient that explodes.</param>
    public DivergedException(string term, double value, long version, string? advice = null)
        : base(string.Create(CultureInfo.InvariantCulture,
            $"Learning diverged in update {version + 1}: {term} is {value}. The weights of update {version} are kept. {advice ?? "A lower learning_rate or max_grad_norm may help."}"))
    {
        Term = term;
        Value = value;
        Version = version;
    }

    /// <summary>What is not finite.</summary>
    public string Term { get; }

    /// <summary>Its value.</summary>
    public double Value { get; }

    /// <summary>Updates that were done before the one that failed.</summary>
    public long Version { get; }
}
