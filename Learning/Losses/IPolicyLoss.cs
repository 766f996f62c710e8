namespace RlOrleans.Learning;

/// <summary>What an actor descends on, as a function of the log-probabilities of the actions that were taken.</summary>
public interface IPolicyLoss
{
    /// <summary>Part of a mean over the samples of a minibatch. Several parts of one minibatch may be computed at once.</summary>
    /// <param name="logProbs">[B]: log π(a|s) of the policy that learns.</param>
    /// <param name="logRatios">[B]: the same less that of the policy that acted.</param>
    /// <param name="ratios">[B]: the exponentials of the log-ratios.</param>
    /// <param name="advantages">[B].</param>
    /// <param name="total">Samples of the whole minibatch.</param>
    /// <param name="logProbGradients">[B], filled with the gradient of the mean over the whole minibatch.</param>
    /// <returns>Sums over the samples given.</returns>
    PolicyLossSums Compute(
        ReadOnlySpan<float> logProbs, ReadOnlySpan<float> logRatios, ReadOnlySpan<float> ratios, ReadOnlySpan<float> advantages,
        int total, Span<float> logProbGradients);
}

/// <summary>Sums over samples.</summary>
/// <param name="Loss">What is descended on.</param>
/// <param name="Divergence">The low-variance estimate <c>r − 1 − log r</c> of the Kullback-Leibler divergence (Schulman, "Approximating KL divergence", 2020).</param>
/// <param name="Clipped">Samples whose ratio was beyond a clip range.</param>
public readonly record struct PolicyLossSums(double Loss, double Divergence, double Clipped)
{
    /// <summary>The sums over both.</summary>
    public static PolicyLossSums operator +(PolicyLossSums left, PolicyLossSums right) =>
        new(left.Loss + right.Loss, left.Divergence + right.Divergence, left.Clipped + right.Clipped);
}
