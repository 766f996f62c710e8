using RlOrleans.Runs;

namespace RlOrleans.Client.Runs;

/// <summary>What people write for a run: its id, the beginning of it, <c>latest</c>, or the path of its folder.</summary>
internal static class RunReference
{
    /// <summary>The word for the run that was launched last.</summary>
    public const string Latest = "latest";

    private const int MaxCandidates = 5;

    /// <summary>
    /// Takes a path of a run's folder apart into the folder of runs and the run's id; a name without a separator that is
    /// no run's folder in the working directory is left as it is.
    /// </summary>
    public static (string RunsFolder, string Run) Split(string reference, string runsFolder, string workingDirectory)
    {
        string path = Path.GetFullPath(reference, workingDirectory).TrimEnd(Path.DirectorySeparatorChar);
        bool isPath = reference.AsSpan().ContainsAny('/', '\\') || reference is "." or "..";
        if (!isPath && (Directory.Exists(Path.Combine(runsFolder, reference)) || !File.Exists(Path.Combine(path, "run.json"))))
            return (runsFolder, reference);
        return Path.GetDirectoryName(path) is { } parent ? (parent, Path.GetFileName(path)) : (runsFolder, reference);
    }

    /// <summary>The one run that a reference means.</summary>
    /// <exception cref="RunException">None or several match.</exception>
    public static RunDescription Match(string reference, IReadOnlyList<RunDescription> runs)
    {
        if (runs.Count == 0)
            throw new RunException(RunErrorCode.NotFound, $"run '{reference}': there are no runs here yet");
        if (reference == Latest)
            return runs.MaxBy(run => run.Created)!;
        if (runs.FirstOrDefault(run => run.RunId == reference) is { } exact)
            return exact;

        var candidates = runs.Where(run => run.RunId.StartsWith(reference, StringComparison.OrdinalIgnoreCase)).ToList();
        return candidates.Count switch
        {
            1 => candidates[0],
            0 => throw new RunException(RunErrorCode.NotFound, $"run '{reference}' is not known; the newest are {Names(runs)}"),
            _ => throw new RunException(RunErrorCode.BadRequest, $"run '{reference}' could be any of {Names(candidates)}"),
        };
    }

    private static string Names(IReadOnlyList<RunDescription> runs)
    {
        string names = string.Join(", ", runs.Take(MaxCandidates).Select(run => run.RunId));
        return runs.Count > MaxCandidates ? $"{names} and {runs.Count - MaxCandidates} more" : names;
    }
}
