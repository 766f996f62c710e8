using RlOrleans.Client.CommandLine;
using RlOrleans.Worker.Datasets;
using Spectre.Console;

namespace RlOrleans.Client.Display;

/// <summary>Datasets as tables.</summary>
internal static class DatasetTables
{
    /// <summary>One line a dataset.</summary>
    public static void WriteList(IReadOnlyList<ListedDatasetJson> datasets, Terminal terminal)
    {
        var table = Tables.Create("dataset");
        Tables.AddNumberColumns(table, "episodes", "steps", "bytes");
        table.AddColumn("environments");
        table.Columns[0].NoWrap();
        foreach (var one in datasets)
            table.AddRow(Markup.Escape(one.Name), Count(one.Episodes), Count(one.Steps), Count(one.Bytes), Markup.Escape(one.Problem ?? string.Join(", ", one.Environments ?? [])));
        terminal.Ansi.Write(table);

        static string Count(long? number) => number is { } known ? RunTexts.Count(known) : "–";
    }

    /// <summary>All about one dataset.</summary>
    public static void WriteOne(string name, DatasetOverview overview, Terminal terminal)
    {
        var console = terminal.Ansi;
        var summary = overview.Summary;
        RunSummary.Line(console, "dataset", $"[bold]{Markup.Escape(name)}[/]");
        RunSummary.Line(console, "content", $"{RunTexts.Counted(summary.EpisodeCount, "episode")}, {RunTexts.Counted(summary.StepCount, "step")}");
        RunSummary.Line(console, "algorithms", Markup.Escape(string.Join(", ", overview.Algorithms)));
        RunSummary.Line(console, "runs", Markup.Escape(overview.Runs.Length <= 3 ? string.Join(", ", overview.Runs) : $"{overview.Runs[0]} and {overview.Runs.Length - 1} more"));

        var returns = Tables.Create("environment", "split");
        Tables.AddNumberColumns(returns, "episodes", "steps", "mean return", "least", "most", "mean length");
        foreach (var row in overview.Returns)
        {
            returns.AddRow(
                Markup.Escape(row.Environment), row.Split, RunTexts.Count(row.Episodes), RunTexts.Count(row.Steps),
                $"{RunTexts.Return(row.MeanReturn)} ± {RunTexts.Return(row.StdReturn)}", RunTexts.Return(row.MinReturn), RunTexts.Return(row.MaxReturn), RunTexts.Return(row.MeanLength));
        }

        console.Write(returns);
        var files = Tables.Create("config", "split");
        Tables.AddNumberColumns(files, "files", "rows", "bytes");
        foreach (var (config, splits) in (ReadOnlySpan<(string, IReadOnlyDictionary<string, SplitSummary>)>)[("default", summary.Steps), ("episodes", summary.Episodes)])
        {
            foreach (var (split, figures) in splits)
                files.AddRow(config, split, RunTexts.Count(figures.Files), RunTexts.Count(figures.Rows), RunTexts.Count(figures.FileBytes));
        }

        console.Write(files);
        var columns = Tables.Create("config", "column", "type");
        foreach (var column in overview.StepColumns)
            columns.AddRow("default", Markup.Escape(column.Name), Markup.Escape(column.Type));
        foreach (var column in overview.EpisodeColumns)
            columns.AddRow("episodes", Markup.Escape(column.Name), Markup.Escape(column.Type));
        console.Write(columns);
    }
}
