using System.Globalization;
using RlOrleans.Runs;

namespace RlOrleans.Client.Runs;

/// <summary>
/// Names of runs: <c>environment-algorithm-sSEED-yyyyMMdd-HHmmss</c> in UTC, with a number after it where that is taken.
/// </summary>
internal static class RunId
{
    /// <summary>A run id for a spec that nobody has yet.</summary>
    public static string Create(RunSpec spec, DateTimeOffset now, Func<string, bool> isTaken)
    {
        string name = string.Create(
            CultureInfo.InvariantCulture,
            $"{Slug(RunPlanner.NameOf(spec.Environment))}-{Slug(spec.Algorithm)}-s{spec.Seed}-{now.UtcDateTime:yyyyMMdd-HHmmss}");
        string candidate = name;
        for (int number = 2; isTaken(candidate); number++)
            candidate = string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");
        return candidate;
    }

    /// <summary>Whether a text can be the id of a run: one plain file name.</summary>
    public static bool IsWellFormed(string text)
        => text.Length is > 0 and <= 200 && text[0] != '.' && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    /// <summary>Lower case, and nothing that a file system or a shell would mind: <c>ALE/Pong-v5</c> becomes <c>ale-pong-v5</c>.</summary>
    public static string Slug(string name)
        => string.Concat(name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' ? c : '-')).Trim('-', '.');
}
