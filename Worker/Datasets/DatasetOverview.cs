using System.Collections.Immutable;
using RlOrleans.Worker.Parquet;

namespace RlOrleans.Worker.Datasets;

/// <summary>A column as people see it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">As the card has it: <c>int32</c>, <c>list of float32</c>, <c>image</c>, …</param>
public sealed record DatasetColumn(string Name, string Type);

/// <summary>The returns of some episodes, undiscounted.</summary>
/// <param name="Environment">The environment that they were played in.</param>
/// <param name="Split">The split that they are in.</param>
/// <param name="Episodes">How many they are.</param>
/// <param name="Steps">How many steps they have.</param>
/// <param name="MeanReturn">The mean.</param>
/// <param name="StdReturn">The standard deviation, of the population.</param>
/// <param name="MinReturn">The smallest.</param>
/// <param name="MaxReturn">The largest.</param>
/// <param name="MeanLength">Steps in an episode, on average.</param>
public sealed record ReturnSummary(
    string Environment, string Split, int Episodes, long Steps, double MeanReturn, double StdReturn, double MinReturn, double MaxReturn, double MeanLength);

/// <summary>What a dataset holds, without its steps being read.</summary>
/// <param name="Summary">Its figures.</param>
/// <param name="StepColumns">The columns of steps.</param>
/// <param name="EpisodeColumns">The columns of episodes.</param>
/// <param name="Returns">Returns, by environment and split.</param>
/// <param name="Runs">The runs that its episodes are of.</param>
/// <param name="Algorithms">The algorithms that trained the policies.</param>
public sealed record DatasetOverview(
    DatasetSummary Summary,
    ImmutableArray<DatasetColumn> StepColumns,
    ImmutableArray<DatasetColumn> EpisodeColumns,
    ImmutableArray<ReturnSummary> Returns,
    ImmutableArray<string> Runs,
    ImmutableArray<string> Algorithms)
{
    /// <summary>Looks a dataset over.</summary>
    /// <param name="dataset">A folder with its tables of episodes, and its steps or its summary.</param>
    /// <exception cref="DirectoryNotFoundException">There are no episodes in it.</exception>
    /// <exception cref="InvalidDataException">A file is damaged; the message names it.</exception>
    public static DatasetOverview Of(string dataset)
    {
        ArgumentException.ThrowIfNullOrEmpty(dataset);
        List<EpisodeRow> rows = [.. new DatasetReader(dataset).Episodes()];
        string path = Path.Combine(dataset, DatasetLayout.SummaryName);
        DatasetSummary summary = File.Exists(path) ? DatasetSummary.Parse(File.ReadAllText(path)) : new DatasetFolder(dataset).Summarise();
        return new DatasetOverview(
            summary,
            Columns(summary.Format.Schema),
            Columns(EpisodeTable.Schema),
            [.. rows.GroupBy(row => (row.EnvironmentId, Split: DatasetLayout.SplitOf(Path.GetFileName(row.DataFile)))).OrderBy(group => group.Key).Select(ReturnsOf)],
            [.. rows.Select(row => row.RunId).Distinct().Order(StringComparer.Ordinal)],
            [.. rows.Select(row => row.Algorithm).Distinct().Order(StringComparer.Ordinal)]);
    }

    /// <summary>The folders of datasets in a folder, by name.</summary>
    public static IReadOnlyList<string> Find(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return Directory.Exists(folder) ? [.. Directory.EnumerateDirectories(folder).Where(IsDataset).Order(StringComparer.Ordinal)] : [];
    }

    /// <summary>Whether a folder holds recorded episodes.</summary>
    public static bool IsDataset(string folder) => DatasetLayout.Files(folder, DatasetLayout.EpisodesFolder).Count > 0;

    private static ImmutableArray<DatasetColumn> Columns(ParquetSchema schema) =>
        [.. DatasetCard.TopLevel(schema).Select(field => new DatasetColumn(field.Group ?? field.Name, DatasetCard.TypeOf(field) + (field.IsNullable ? " or null" : "")))];

    private static ReturnSummary ReturnsOf(IGrouping<(string Environment, string Split), EpisodeRow> rows)
    {
        double[] returns = [.. rows.Select(row => row.Return)];
        double mean = returns.Average();
        long steps = rows.Sum(row => (long)row.Length);
        return new ReturnSummary(
            rows.Key.Environment, rows.Key.Split, returns.Length, steps, mean,
            Math.Sqrt(returns.Average(value => (value - mean) * (value - mean))), returns.Min(), returns.Max(), (double)steps / returns.Length);
    }
}
