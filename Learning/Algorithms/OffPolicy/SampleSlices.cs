namespace RlOrleans.Learning;

/// <summary>How a sample is cut into the slices that threads share: a function of its size alone, so that any team computes the same bits.</summary>
internal static class SampleSlices
{
    // Slices of fewer rows keep more threads busy, and lose more to the seams.
    private const int LeastRows = 32;
    private const int MostSlices = 16;

    /// <summary>Rows of each slice; the last may have fewer.</summary>
    public static int RowsOf(int sampleSize, int leastRows = LeastRows) =>
        Math.Max(leastRows, FloatBuffer.RoundUp((sampleSize + MostSlices - 1) / MostSlices));

    public static int CountOf(int sampleSize, int leastRows = LeastRows) =>
        (sampleSize + RowsOf(sampleSize, leastRows) - 1) / RowsOf(sampleSize, leastRows);

    /// <summary>Two means over a sample, from the sums over its slices, which are added in their order.</summary>
    public static (double, double) MeansOf(ReadOnlySpan<(double First, double Second)> sums, int sampleSize)
    {
        double first = 0, second = 0;
        foreach ((double sliceFirst, double sliceSecond) in sums)
        {
            first += sliceFirst;
            second += sliceSecond;
        }

        return (first / sampleSize, second / sampleSize);
    }
}
