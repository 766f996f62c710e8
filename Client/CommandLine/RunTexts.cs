using System.Globalization;
using RlOrleans.Runs;

namespace RlOrleans.Client.CommandLine;

/// <summary>How figures of runs are written for people.</summary>
internal static class RunTexts
{
    public static string Status(RunStatus status) => status.ToString().ToLowerInvariant();

    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Counted(long number, string noun) => $"{Count(number)} {noun}{(number == 1 ? "" : "s")}";

    public static string Return(double value) => double.IsNaN(value) ? "–" : value.ToString("F1", CultureInfo.InvariantCulture);

    public static string Rate(double perSecond) => Count((long)Math.Round(double.IsFinite(perSecond) ? perSecond : 0));

    public static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F2} s");

    /// <summary>Minutes and seconds, with hours where there are any.</summary>
    public static string Clock(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time.Minutes:D2}:{time.Seconds:D2}")
        : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:D2}");

    /// <summary>The time that the rest of training takes at the present pace; null while there is none to tell.</summary>
    public static TimeSpan? Left(RunProgress progress)
    {
        double seconds = (progress.TotalSteps - progress.Steps) / progress.StepsPerSecond;
        return progress.StepsPerSecond > 0 && seconds is >= 0 and < 1e9 ? TimeSpan.FromSeconds(Math.Ceiling(seconds)) : null;
    }

    /// <summary>What failing simulators cost a run; null where none failed.</summary>
    public static string? Faults(RunProgress progress)
    {
        if (progress is { AbortedEpisodes: 0, RetiredLanes: 0 })
            return null;
        string aborted = $"{Counted(progress.AbortedEpisodes, "episode")} aborted";
        return progress.RetiredLanes == 0 ? aborted : $"{aborted}, {Counted(progress.RetiredLanes, "lane")} retired";
    }

    /// <summary>How far recorded episodes are, and what holds them up; null where none are recorded.</summary>
    public static string? Recorded(RunProgress progress)
    {
        if (progress.Upload is not { } upload)
            return null;
        string there = $"{Counted(upload.UploadedEpisodes, "episode")} in the dataset";
        string waiting = upload.Pending + upload.Failed == 0 ? "" : $", {Counted(upload.Pending + upload.Failed, "shard")} not yet";
        return there + waiting + (upload.Message is null ? "" : $": {upload.Message}");
    }

    /// <summary>How many agents and lanes a run has.</summary>
    public static string Shape(RunSpec spec) => spec.Agents == 1
        ? Counted(spec.Lanes, "lane")
        : $"{Counted(spec.Agents, "agent")} of {Counted(spec.Lanes, "lane")}";

    /// <summary>The first characters of a hash, enough for people to compare.</summary>
    public static string ShortHash(string? hash) => hash is null ? "–" : hash[..Math.Min(16, hash.Length)];

    public static string When(DateTimeOffset time)
        => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
