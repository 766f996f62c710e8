namespace RlOrleans.Learning;

/// <summary>Terms of the loss of an update, each a mean over its samples.</summary>
/// <param name="PolicyLoss">−ρ · log π(a|s) · advantage.</param>
/// <param name="ValueLoss">Mean square error of the values; 0 without a critic.</param>
/// <param name="Entropy">In nats.</param>
/// <param name="ExplainedVariance">Share of the returns' variance that the values explain; NaN without a critic.</param>
internal readonly record struct PolicyGradientTerms(
    double PolicyLoss, double ValueLoss, double Entropy, double ExplainedVariance)
{
    /// <summary>The terms where there was nothing to learn from.</summary>
    public static PolicyGradientTerms None { get; } = new(double.NaN, double.NaN, double.NaN, double.NaN);
}
