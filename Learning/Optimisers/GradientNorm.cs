namespace RlOrleans.Learning;

/// <summary>Clipping of the global gradient norm (Pascanu, Mikolov and Bengio, 2013).</summary>
internal static class GradientNorm
{
    // The common frameworks add it, and results are compared with theirs.
    private const double Epsilon = 1e-6;

    /// <summary>What gradients are multiplied with so that their norm is at most the limit.</summary>
    public static double ClippingScale(double norm, double limit) => Math.Min(1, limit / (norm + Epsilon));
}
