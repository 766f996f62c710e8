namespace RlOrleans.Learning;

/// <summary>Terms of the loss of a minibatch, each a mean over its samples.</summary>
/// <param name="PolicyLoss">The clipped objective, negated.</param>
/// <param name="ValueLoss">Mean square error of the values.</param>
/// <param name="Entropy">In nats.</param>
/// <param name="ApproximateKl">The low-variance estimate <c>r − 1 − log r</c> (Schulman, "Approximating KL divergence", 2020).</param>
/// <param name="ClipFraction">Share of samples with <c>|r − 1|</c> beyond the clip range.</param>
internal readonly record struct PpoTerms(double PolicyLoss, double ValueLoss, double Entropy, double ApproximateKl, double ClipFraction)
{
    public static PpoTerms operator +(PpoTerms left, PpoTerms right) => new(
        left.PolicyLoss + right.PolicyLoss,
        left.ValueLoss + right.ValueLoss,
        left.Entropy + right.Entropy,
        left.ApproximateKl + right.ApproximateKl,
        left.ClipFraction + right.ClipFraction);

    public static PpoTerms operator /(PpoTerms left, double right) => new(
        left.PolicyLoss / right, left.ValueLoss / right, left.Entropy / right, left.ApproximateKl / right, left.ClipFraction / right);
}
