using System.Text.RegularExpressions;

namespace RlOrleans.Worker.Datasets;

/// <summary>Where the files of a dataset are. Names follow from the shard alone, so writing a shard again finds them.</summary>
internal static partial class DatasetLayout
{
    public const string StepsFolder = "data";
    public const string EpisodesFolder = "episodes";
    public const string CardName = "README.md";
    public const string SummaryName = "meta/summary.json";
    public const string LockName = ".lock";
    public const string Extension = ".parquet";

    /// <summary>The file name that a shard has in both folders: <c>split-run-shard.parquet</c>.</summary>
    /// <exception cref="ArgumentException">A part has characters that could lead out of the folder, or is missing.</exception>
    public static string FileNameOf(ReadableShard shard) =>
        $"{Part(shard.Target.Split, "split")}-{Part(shard.Target.RunId, "run")}-{Part(shard.ShardId, "shard")}{Extension}";

    /// <summary>The split that a file belongs to.</summary>
    public static string SplitOf(string fileName) => fileName.Split('-')[0];

    /// <summary>The finished files of a folder, ordered by name.</summary>
    public static IReadOnlyList<string> Files(string dataset, string folder)
    {
        string path = Path.Combine(dataset, folder);
        return Directory.Exists(path)
            ? [.. Directory.EnumerateFiles(path, "*" + Extension).Order(StringComparer.Ordinal)]
            : [];
    }

    private static string Part(string value, string name) =>
        NamePart().IsMatch(value) && !(name == "split" && value.Contains('-', StringComparison.Ordinal))
            ? value
            : throw new ArgumentException($"The {name} '{value}' cannot be part of a file name: letters, digits, '.', '_' and '-' can, a split without '-'.", name);

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$")]
    private static partial Regex NamePart();
}
