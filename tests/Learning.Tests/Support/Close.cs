namespace RlOrleans.Learning.Tests;

/// <summary>Comparisons with a tolerance relative to the size of the expected values.</summary>
internal static class Close
{
    /// <summary>Each value within the tolerance times the larger of the value and the array's root mean square.</summary>
    public static void Equal(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        double squares = 0;
        foreach (float value in expected)
            squares += (double)value * value;
        double scale = Math.Sqrt(squares / expected.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            double allowed = tolerance * Math.Max(scale, Math.Abs(expected[i]));
            Assert.True(Math.Abs((double)expected[i] - actual[i]) <= allowed, $"element {i}: expected {expected[i]:R}, got {actual[i]:R}");
        }
    }

    public static void Equal(double expected, double actual, double tolerance) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance * Math.Abs(expected), $"expected {expected:R}, got {actual:R}");
}
