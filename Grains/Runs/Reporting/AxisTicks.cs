using System.Globalization;

namespace RlOrleans.Runs.Reporting;

/// <summary>Round values along an axis: 1, 2 or 5 times a power of ten apart.</summary>
internal static class AxisTicks
{
    /// <summary>
    /// Round values that span a range: the first is at or below <paramref name="low"/>, the last at or above
    /// <paramref name="high"/>, and there are about as many steps as wanted.
    /// </summary>
    public static double[] Spanning(double low, double high, int wanted)
    {
        if (high <= low)
            high = low + 1;
        double step = RoundStep((high - low) / wanted);
        double first = Math.Floor(low / step + 1e-9), last = Math.Ceiling(high / step - 1e-9);
        return [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step)];
    }

    /// <summary>A value for a label: 1500 as 1.5k, 2000000 as 2M.</summary>
    public static string Label(double value)
    {
        double size = Math.Abs(value);
        return size switch
        {
            >= 1e9 => Text(value / 1e9) + "G",
            >= 1e6 => Text(value / 1e6) + "M",
            >= 1e3 => Text(value / 1e3) + "k",
            _ => Text(value),
        };
    }

    private static string Text(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static double RoundStep(double step)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return (step / power) switch
        {
            <= 1.0001 => power,
            <= 2.0001 => 2 * power,
            <= 5.0001 => 5 * power,
            _ => 10 * power,
        };
    }
}
