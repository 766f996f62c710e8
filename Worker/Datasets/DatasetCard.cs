using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using RlOrleans.Worker.Parquet;

namespace RlOrleans.Worker.Datasets;

/// <summary>
/// The README.md of a dataset: YAML front matter by which the Hub finds the files, their columns and their sizes, and a
/// description. What stands after the closing marker belongs to the dataset's owner and is kept, and so is the licence.
/// </summary>
internal static class DatasetCard
{
    /// <summary>Ends the part that is written anew with every shard.</summary>
    public const string Marker = "<!-- Everything above is written by RlOrleans; add your own text below this line. -->";

    private const char LineBreak = '\n';
    private const string LicenceKey = "license: ";
    private const string DefaultLicence = "mit";

    /// <summary>Makes the card.</summary>
    /// <param name="name">The dataset's name.</param>
    /// <param name="summary">Its figures; at least one file of steps.</param>
    /// <param name="previous">The card as it was, or null.</param>
    public static string Make(string name, DatasetSummary summary, string? previous)
    {
        var text = new StringBuilder();
        WriteFrontMatter(text, name, LicenceOf(previous), summary);
        WriteDescription(text, name, summary);
        text.Append(Marker).Append(LineBreak);
        int marker = previous?.IndexOf(Marker, StringComparison.Ordinal) ?? -1;
        if (marker >= 0)
            text.Append(previous!.AsSpan(marker + Marker.Length).TrimStart('\r').TrimStart(LineBreak));
        return text.ToString();
    }

    private static void WriteFrontMatter(StringBuilder text, string name, string licence, DatasetSummary summary)
    {
        Line(text, "---");
        Line(text, LicenceKey + licence);
        Line(text, $"pretty_name: {Quoted(name)}");
        Line(text, "task_categories:");
        Line(text, "- reinforcement-learning");
        Line(text, "size_categories:");
        Line(text, $"- {SizeCategory(summary.Steps.Values.Sum(split => split.Rows))}");
        Line(text, "tags:");
        Line(text, "- reinforcement-learning");
        Line(text, "- rlorleans");
        foreach (string environment in summary.Environments)
            Line(text, $"- {Quoted(environment)}");
        Line(text, "configs:");
        WriteConfig(text, "default", DatasetLayout.StepsFolder, summary.Steps, isDefault: true);
        WriteConfig(text, "episodes", DatasetLayout.EpisodesFolder, summary.Episodes, isDefault: false);
        Line(text, "dataset_info:");
        WriteInfo(text, "default", summary.Format.Schema, summary.Steps);
        WriteInfo(text, "episodes", EpisodeTable.Schema, summary.Episodes);
        Line(text, "---");
    }

    private static void WriteConfig(
        StringBuilder text, string config, string folder, ImmutableSortedDictionary<string, SplitSummary> splits, bool isDefault)
    {
        Line(text, $"- config_name: {config}");
        if (isDefault)
            Line(text, "  default: true");
        Line(text, "  data_files:");
        foreach ((string split, _) in InOrder(splits))
        {
            Line(text, $"  - split: {split}");
            Line(text, $"    path: {folder}/{split}-*{DatasetLayout.Extension}");
        }
    }

    private static void WriteInfo(
        StringBuilder text, string config, ParquetSchema schema, ImmutableSortedDictionary<string, SplitSummary> splits)
    {
        Line(text, $"- config_name: {config}");
        Line(text, "  features:");
        foreach (ParquetField field in TopLevel(schema))
        {
            Line(text, $"  - name: {field.Group ?? field.Name}");
            Line(text, field.IsList ? "    sequence: float32" : $"    dtype: {TypeOf(field)}");
        }

        Line(text, "  splits:");
        foreach ((string split, SplitSummary figures) in InOrder(splits))
        {
            Line(text, $"  - name: {split}");
            Line(text, $"    num_bytes: {figures.ValueBytes}");
            Line(text, $"    num_examples: {figures.Rows}");
        }

        Line(text, $"  download_size: {splits.Values.Sum(split => split.FileBytes)}");
        Line(text, $"  dataset_size: {splits.Values.Sum(split => split.ValueBytes)}");
    }

    private static void WriteDescription(StringBuilder text, string name, DatasetSummary summary)
    {
        Line(text, "");
        Line(text, $"# {name}");
        Line(text, "");
        Line(text, string.Create(CultureInfo.InvariantCulture,
            $"{summary.EpisodeCount:N0} episodes, {summary.StepCount:N0} steps of {string.Join(", ", summary.Environments)}, recorded by RlOrleans."));
        Line(text, "");
        Line(text, """
            **`default`** has one row a step: `observation` is what was seen before the `action`; `reward`, `terminated` and
            `truncated` are what the action brought about. `terminated` means that the environment reached an end of its own,
            `truncated` that a limit cut the episode off, `aborted` that the simulator failed after the step. After its last
            step, each episode has one more row with the final observation; there `action`, `reward` and `action_log_prob` are
            null, and all flags are false. A discrete `action` is its index, a continuous one a list. `policy_version` counts the updates of the policy that chose the action, and
            `action_log_prob` is the action's log-probability when it was drawn (0 for a greedy one).

            **`episodes`** has one row an episode. `seed`, `purpose`, `agent`, `lane` and `episode` fix all chance in it, so that
            with its actions it can be played again, exactly. `hash` is the SHA-256 of its canonical bytes; `data_file` and
            `first_row` tell where its steps are.

            """.ReplaceLineEndings(LineBreak.ToString()));
        if (summary.Format.Frames is not { } frames)
            return;
        string layout = frames.Channels switch
        {
            1 => "a grey image",
            3 => "an image in red, green and blue",
            _ => $"{frames.Channels} grey images side by side, channel by channel",
        };
        Line(text, $"An `observation` of `[{frames.Height}, {frames.Width}, {frames.Channels}]` is {layout}: each number is a pixel divided by 255.");
        Line(text, "");
    }

    /// <summary>The type of a column as people say it.</summary>
    public static string TypeOf(ParquetField field) => field.IsList ? "list of float32" : field.Group is not null ? "image" : TypeName(field.Kind);

    /// <summary>The columns that people see: of each group, which is an image, its first member stands for all.</summary>
    public static IEnumerable<ParquetField> TopLevel(ParquetSchema schema) => schema.Fields.DistinctBy(field => field.Group ?? field.Name);

    private static string LicenceOf(string? card) =>
        card?.Split(LineBreak).FirstOrDefault(line => line.StartsWith(LicenceKey, StringComparison.Ordinal))?[LicenceKey.Length..].Trim() ?? DefaultLicence;

    // The split to learn from comes first: the Hub's viewer opens with it.
    private static IEnumerable<KeyValuePair<string, SplitSummary>> InOrder(ImmutableSortedDictionary<string, SplitSummary> splits) =>
        splits.OrderBy(split => split.Key == "train" ? 0 : 1);

    private static string TypeName(ParquetKind kind) => kind switch
    {
        ParquetKind.Boolean => "bool",
        ParquetKind.Int32 => "int32",
        ParquetKind.Int64 => "int64",
        ParquetKind.UInt64 => "uint64",
        ParquetKind.Float => "float32",
        ParquetKind.Double => "float64",
        _ => "string",
    };

    // The Hub's own classes.
    private static string SizeCategory(long rows) => rows switch
    {
        < 1_000 => "n<1K",
        < 10_000 => "1K<n<10K",
        < 100_000 => "10K<n<100K",
        < 1_000_000 => "100K<n<1M",
        < 10_000_000 => "1M<n<10M",
        < 100_000_000 => "10M<n<100M",
        < 1_000_000_000 => "100M<n<1B",
        < 10_000_000_000 => "1B<n<10B",
        _ => "n>10B",
    };

    private static string Quoted(string value) =>
        "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";

    private static void Line(StringBuilder text, string line) => text.Append(line).Append(LineBreak);
}
