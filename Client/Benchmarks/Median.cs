namespace RlOrleans.Client.Benchmarks;

/// <summary>The middle of samples, which a single slow one does not move.</summary>
internal static class Median
{
    /// <summary>The middle value, or the mean of the two in the middle; of at least one.</summary>
    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
