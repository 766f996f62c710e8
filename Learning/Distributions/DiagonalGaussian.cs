namespace RlOrleans.Learning;

/// <summary>
/// Normal distributions with independent components and a standard deviation that does not depend on the observation.
/// </summary>
/// <remarks>Legend: B rows, A components. Arrays are [B, A] unless said otherwise; logarithms are natural.</remarks>
internal static class DiagonalGaussian
{
    private const float HalfLog2Pi = 0.918938533f;

    /// <summary><c>log p(x) = Σ_a −½ ((x_a − μ_a) / σ_a)² − log σ_a − ½ log 2π</c>.</summary>
    /// <param name="means">μ.</param>
    /// <param name="logStds">[A]: log σ.</param>
    /// <param name="actions">x.</param>
    /// <param name="logProbs">[B], filled.</param>
    public static void LogProb(ReadOnlySpan<float> means, ReadOnlySpan<float> logStds, ReadOnlySpan<float> actions, Span<float> logProbs)
    {
        int size = logStds.Length;
        for (int i = 0; i < logProbs.Length; i++)
        {
            float sum = 0;
            for (int a = 0; a < size; a++)
            {
                float z = (actions[i * size + a] - means[i * size + a]) * MathF.Exp(-logStds[a]);
                sum -= 0.5f * z * z + logStds[a] + HalfLog2Pi;
            }

            logProbs[i] = sum;
        }
    }

    /// <summary><c>H = Σ_a log σ_a + ½ log 2πe</c>, the same for every row.</summary>
    /// <param name="logStds">[A]: log σ.</param>
    public static float Entropy(ReadOnlySpan<float> logStds)
    {
        float sum = 0;
        foreach (float logStd in logStds)
            sum += logStd + HalfLog2Pi + 0.5f;
        return sum;
    }

    /// <summary>The gradients of <c>Σ_i w_i log p(x_i) + u H</c>.</summary>
    /// <param name="means">μ.</param>
    /// <param name="logStds">[A]: log σ.</param>
    /// <param name="actions">x.</param>
    /// <param name="logProbGradients">[B]: w.</param>
    /// <param name="entropyGradient">u.</param>
    /// <param name="meanGradients">Filled.</param>
    /// <param name="logStdGradients">[A], filled.</param>
    public static void Backward(
        ReadOnlySpan<float> means, ReadOnlySpan<float> logStds, ReadOnlySpan<float> actions,
        ReadOnlySpan<float> logProbGradients, float entropyGradient,
        Span<float> meanGradients, Span<float> logStdGradients)
    {
        int size = logStds.Length;
        logStdGradients.Fill(entropyGradient);
        for (int i = 0; i < logProbGradients.Length; i++)
            for (int a = 0; a < size; a++)
            {
                float inverse = MathF.Exp(-logStds[a]);
                float z = (actions[i * size + a] - means[i * size + a]) * inverse;
                meanGradients[i * size + a] = logProbGradients[i] * z * inverse;
                logStdGradients[a] += logProbGradients[i] * (z * z - 1);
            }
    }
}
