namespace RlOrleans.Learning;

/// <summary>Means and variances, in double precision and in order.</summary>
internal static class Moments
{
    // Keeps advantages finite where all are the same.
    private const double Epsilon = 1e-8;

    /// <summary>
    /// Brings values to mean 0 and standard deviation 1 (unbiased, plus 1e-8). One value alone has no deviation, and stays.
    /// </summary>
    public static void Normalise(Span<float> values)
    {
        if (values.Length < 2)
            return;
        (double mean, double sumSquares) = Compute(values);
        double inverse = 1 / (Math.Sqrt(sumSquares / (values.Length - 1)) + Epsilon);
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)((values[i] - mean) * inverse);
    }

    /// <summary><c>1 − Var(returns − values) / Var(returns)</c>; NaN where the returns do not vary.</summary>
    public static double ExplainedVariance(ReadOnlySpan<float> values, ReadOnlySpan<float> returns)
    {
        (_, double total) = Compute(returns);
        double mean = 0, rest = 0;
        for (int i = 0; i < returns.Length; i++)
            mean += returns[i] - values[i];
        mean /= returns.Length;
        for (int i = 0; i < returns.Length; i++)
        {
            double error = returns[i] - values[i] - mean;
            rest += error * error;
        }

        return total == 0 ? double.NaN : 1 - rest / total;
    }

    // Four sums at once, because one chain of additions would wait for its own latency.
    private static (double Mean, double SumSquares) Compute(ReadOnlySpan<float> values)
    {
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        int i = 0;
        for (; i + 4 <= values.Length; i += 4)
        {
            s0 += values[i];
            s1 += values[i + 1];
            s2 += values[i + 2];
            s3 += values[i + 3];
        }

        for (; i < values.Length; i++)
            s0 += values[i];
        double mean = (s0 + s1 + (s2 + s3)) / values.Length;

        s0 = s1 = s2 = s3 = 0;
        for (i = 0; i + 4 <= values.Length; i += 4)
        {
            double d0 = values[i] - mean, d1 = values[i + 1] - mean, d2 = values[i + 2] - mean, d3 = values[i + 3] - mean;
            s0 += d0 * d0;
            s1 += d1 * d1;
            s2 += d2 * d2;
            s3 += d3 * d3;
        }

        for (; i < values.Length; i++)
            s0 += (values[i] - mean) * (values[i] - mean);
        return (mean, s0 + s1 + (s2 + s3));
    }
}
