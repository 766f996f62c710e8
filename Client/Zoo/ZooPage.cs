using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace RlOrleans.Client.Zoo;

/// <summary>The results page: a table for each environment, with published figures beside ours.</summary>
internal static class ZooPage
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>Writes Markdown.</summary>
    /// <param name="cells">In the order of the page, those of one environment together; each with at least one run.</param>
    /// <param name="published">Figures of others.</param>
    public static string Write(IReadOnlyList<ZooCell> cells, PublishedReturns published)
    {
        var page = new StringBuilder();
        page.Append(Culture, $"""
            # Results

            Every algorithm on every environment that it has a recipe for. A figure is the mean, over the seeds, of the mean
            undiscounted return of the evaluation's episodes, played with greedy actions after the last training step; ± is the
            standard deviation between seeds. Seconds are wall-clock time of training, median over the seeds, on
            {Environment.ProcessorCount} processors ({RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription.Trim()}).

            The page is made by `rl zoo`, which adds what is missing and can be asked for a part
            (`rl zoo Pendulum-v1 --algorithm sac`); a recipe that changed is run anew. The command in a row trains one of its
            seeds: add `--seed 1` to `--seed {cells.Max(cell => cell.Runs.Count)}`. The same seed gives the same weights.

            """);
        foreach (var environment in cells.GroupBy(cell => cell.Recipe.Environment))
        {
            page.Append(Culture, $"""

                ## {environment.Key}

                | algorithm | steps | return | lowest to highest seed | seeds x episodes | seconds | published | command |
                | --- | ---: | ---: | ---: | ---: | ---: | --- | --- |

                """);
            foreach (var cell in environment)
                WriteRow(page, cell, published);
        }

        page.Append("\n## Sources of the published figures\n\n");
        foreach ((string name, string source) in published.Sources)
            page.Append(Culture, $"- {name}: {source}\n");
        return page.ToString();
    }

    private static void WriteRow(StringBuilder page, ZooCell cell, PublishedReturns published)
    {
        var figures = published.Of(cell.Recipe.Environment, cell.Recipe.Algorithm)
            .Select(figure => $"{Number(figure.Mean)}{(figure.Std is { } std ? $" ± {Number(std)}" : "")} at {Steps(figure.Steps)} ({figure.Source})");
        string beside = string.Join(", ", figures);
        page.Append(Culture, $"| {cell.Recipe.Algorithm} | {Steps(cell.Recipe.Steps)} | {Number(cell.Mean)} ± {Number(cell.Spread)} ");
        page.Append(Culture, $"| {Number(cell.Least)} to {Number(cell.Most)} | {cell.Runs.Count} x {cell.Runs[0].Episodes} ");
        page.Append(Culture, $"| {cell.Seconds:0.0} | {(beside.Length > 0 ? beside : "–")} | `{cell.Command}` |\n");
    }

    // Returns are in the hundreds or below one: three digits tell either apart.
    private static string Number(double value) => Math.Abs(value) < 10 ? value.ToString("0.##", Culture) : value.ToString("0.0", Culture);

    private static string Steps(long steps) => steps switch
    {
        >= 1_000_000 => $"{(steps / 1e6).ToString("0.##", Culture)}M",
        >= 1_000 => $"{(steps / 1e3).ToString("0.##", Culture)}k",
        _ => steps.ToString(Culture),
    };
}
