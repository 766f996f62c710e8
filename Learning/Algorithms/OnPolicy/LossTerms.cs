namespace RlOrleans.Learning;

/// <summary>Terms of the loss of a minibatch, each a mean over its samples.</summary>
/// <param name="PolicyLoss">What the actor descends on, without the entropy bonus.</param>
/// <param name="ValueLoss">Mean square error of the values; NaN without a critic.</param>
/// <param name="Entropy">In nats.</param>
/// <param name="ApproximateKl">Of the policy that learns from the one that acted, in nats.</param>
/// <param name="ClipFraction">Share of samples whose ratio was beyond the clip range.</param>
public readonly record struct LossTerms(double PolicyLoss, double ValueLoss, double Entropy, double ApproximateKl, double ClipFraction)
{
    /// <summary>The terms where there was nothing to learn from.</summary>
    public static LossTerms None { get; } = new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);

    /// <summary>Sums, of which dividing by their number makes means.</summary>
    public static LossTerms operator +(LossTerms left, LossTerms right) => new(
        left.PolicyLoss + right.PolicyLoss,
        left.ValueLoss + right.ValueLoss,
        left.Entropy + right.Entropy,
        left.ApproximateKl + right.ApproximateKl,
        left.ClipFraction + right.ClipFraction);

    /// <summary>Each term divided.</summary>
    public static LossTerms operator /(LossTerms left, double right) => new(
        left.PolicyLoss / right, left.ValueLoss / right, left.Entropy / right, left.ApproximateKl / right, left.ClipFraction / right);
}
