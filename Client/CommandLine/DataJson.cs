using RlOrleans.Worker.Datasets;

namespace RlOrleans.Client.CommandLine;

/// <summary>The answer of <c>rl data list --json</c>.</summary>
internal sealed record DatasetListJson(IReadOnlyList<ListedDatasetJson> Datasets);

/// <summary>A dataset in a list; figures are null where they are not known.</summary>
internal sealed record ListedDatasetJson(string Name, long? Episodes, long? Steps, long? Bytes, IReadOnlyList<string>? Environments, string? Problem);

/// <summary>The answer of <c>rl data show --json</c>.</summary>
internal sealed record DatasetJson(
    string Name,
    long Episodes,
    long Steps,
    IReadOnlyList<string> Runs,
    IReadOnlyList<string> Algorithms,
    IReadOnlyDictionary<string, SplitSummary> StepFiles,
    IReadOnlyDictionary<string, SplitSummary> EpisodeFiles,
    IReadOnlyList<ReturnSummary> Returns,
    IReadOnlyList<DatasetColumn> StepColumns,
    IReadOnlyList<DatasetColumn> EpisodeColumns)
{
    public static DatasetJson Of(string name, DatasetOverview overview) => new(
        name, overview.Summary.EpisodeCount, overview.Summary.StepCount, overview.Runs, overview.Algorithms,
        overview.Summary.Steps, overview.Summary.Episodes, overview.Returns, overview.StepColumns, overview.EpisodeColumns);
}

/// <summary>The answer of <c>rl data verify --json</c>.</summary>
internal sealed record VerifyJson(string Dataset, int Files, int Episodes, long Steps, int Replayed, IReadOnlyList<string> Problems);

/// <summary>The answer of <c>rl data pull --json</c>.</summary>
internal sealed record PullJson(string Dataset, string Folder, string Revision, int Files, int Downloaded, long Bytes);
