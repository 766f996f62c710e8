using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RlOrleans.Worker.Datasets;

/// <summary>What is known of one of a dataset's files.</summary>
/// <param name="Name">Its name, from which its split follows.</param>
/// <param name="Environment">The environment that its episodes were played in.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="ValueBytes">About how many bytes its values take, not compressed.</param>
/// <param name="FileBytes">How many bytes the file has.</param>
internal sealed record FileSummary(string Name, string Environment, long Rows, long ValueBytes, long FileBytes);

/// <summary>Figures of a split's files, all together.</summary>
public sealed record SplitSummary(int Files, long Rows, long ValueBytes, long FileBytes)
{
    internal SplitSummary Plus(FileSummary file) => new(Files + 1, Rows + file.Rows, ValueBytes + file.ValueBytes, FileBytes + file.FileBytes);
}

/// <summary>
/// A dataset in figures: what its card tells. It lies beside the card as <c>meta/summary.json</c>, so that files can be
/// added to a dataset without reading those that it has.
/// </summary>
public sealed record DatasetSummary
{
    /// <summary>The columns of its steps.</summary>
    public required StepFormat Format { get; init; }

    /// <summary>The environments that its episodes were played in.</summary>
    public ImmutableSortedSet<string> Environments { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>The files of steps, by split.</summary>
    public ImmutableSortedDictionary<string, SplitSummary> Steps { get; init; } = ImmutableSortedDictionary.Create<string, SplitSummary>(StringComparer.Ordinal);

    /// <summary>The files of episodes, by split.</summary>
    public ImmutableSortedDictionary<string, SplitSummary> Episodes { get; init; } = ImmutableSortedDictionary.Create<string, SplitSummary>(StringComparer.Ordinal);

    /// <summary>How many episodes there are.</summary>
    [JsonIgnore]
    public long EpisodeCount => Episodes.Values.Sum(split => split.Rows);

    /// <summary>How many steps there are; the rows of final observations are none.</summary>
    [JsonIgnore]
    public long StepCount => Steps.Values.Sum(split => split.Rows) - EpisodeCount;

    /// <summary>The summary with another file of steps.</summary>
    internal DatasetSummary WithSteps(FileSummary file) => this with { Environments = Environments.Add(file.Environment), Steps = Plus(Steps, file) };

    /// <summary>The summary with another file of episodes.</summary>
    internal DatasetSummary WithEpisodes(FileSummary file) => this with { Episodes = Plus(Episodes, file) };

    /// <summary>The summary as JSON.</summary>
    internal string ToJson() => JsonSerializer.Serialize(this, SummaryJson.Default.DatasetSummary) + "\n";

    /// <summary>Reads what <see cref="ToJson"/> made.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    internal static DatasetSummary Parse(string json)
    {
        try
        {
            DatasetSummary summary = JsonSerializer.Deserialize(json, SummaryJson.Default.DatasetSummary) ?? throw new JsonException("it is null");
            return summary with
            {
                Environments = summary.Environments.WithComparer(StringComparer.Ordinal),
                Steps = summary.Steps.WithComparers(StringComparer.Ordinal),
                Episodes = summary.Episodes.WithComparers(StringComparer.Ordinal),
            };
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{DatasetLayout.SummaryName} is not a summary of a dataset: {error.Message}", error);
        }
    }

    private static ImmutableSortedDictionary<string, SplitSummary> Plus(ImmutableSortedDictionary<string, SplitSummary> splits, FileSummary file)
    {
        string split = DatasetLayout.SplitOf(file.Name);
        return splits.SetItem(split, splits.GetValueOrDefault(split, new SplitSummary(0, 0, 0, 0)).Plus(file));
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(DatasetSummary))]
internal sealed partial class SummaryJson : JsonSerializerContext;
