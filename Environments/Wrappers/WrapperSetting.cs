using System.Globalization;

namespace RlOrleans.Environments;

/// <summary>Reads the settings of wrappers; null stands for a text that is not allowed, or none.</summary>
internal static class WrapperSetting
{
    public static int? WholeNumber(string? text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most ? number : null;

    public static float? Number(string? text) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) && float.IsFinite(number) ? number : null;

    /// <summary>Two numbers with a comma between them, the lower one first.</summary>
    public static (float Low, float High)? Bounds(string? text) =>
        text?.Split(',') is [var first, var second] && Number(first) is { } low && Number(second) is { } high && low <= high ? (low, high) : null;
}
