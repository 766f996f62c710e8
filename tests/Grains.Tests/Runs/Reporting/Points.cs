using RlOrleans.Runs.Reporting;

namespace RlOrleans.Grains.Tests.Runs.Reporting;

/// <summary>Updates whose figures follow from their number.</summary>
internal static class Points
{
    public static UpdateMetrics At(long update) => new()
    {
        Update = update,
        Steps = update * 256,
        WallSeconds = update / 8.0,
        MeanReturn = 20.5 + update,
        MeanLength = 21 + update,
        StepsPerSecond = 2048,
        Statistics = new Dictionary<string, double> { ["value_loss"] = 1.0 / update, ["entropy"] = 0.625, ["approx_kl"] = double.NaN },
    };
}
