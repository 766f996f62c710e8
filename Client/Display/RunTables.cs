using RlOrleans.Client.CommandLine;
using RlOrleans.Runs;
using Spectre.Console;

namespace RlOrleans.Client.Display;

/// <summary>Runs as tables.</summary>
internal static class RunTables
{
    /// <summary>One line a run.</summary>
    public static void WriteList(IReadOnlyList<RunDescription> runs, Terminal terminal)
    {
        var table = Tables.Create("run", "status");
        Tables.AddNumberColumns(table, "steps", "mean return", "evaluation");
        table.AddColumn("launched");

        // Ids are for copying: a narrow terminal may break any column but that one.
        table.Columns[0].NoWrap();
        foreach (var run in runs)
        {
            table.AddRow(
                Markup.Escape(run.RunId),
                Coloured(run.Status),
                RunTexts.Count(run.Progress.Steps),
                RunTexts.Return(run.Progress.MeanReturn),
                run.Evaluation is { } evaluation ? $"{RunTexts.Return(evaluation.MeanReturn)} ± {RunTexts.Return(evaluation.StdReturn)}" : "–",
                RunTexts.When(run.Created));
        }

        terminal.Ansi.Write(table);
    }

    /// <summary>All about one run.</summary>
    public static void WriteOne(RunDescription run, Terminal terminal)
    {
        var console = terminal.Ansi;
        RunSummary.Line(console, "run", $"[bold]{Markup.Escape(run.RunId)}[/]");
        RunSummary.Line(console, "status", Coloured(run.Status));
        if (run.Message is not null)
            RunSummary.Line(console, "message", Markup.Escape(run.Message));
        RunSummary.Line(console, "spec", Markup.Escape($"{run.Spec.Environment}, {run.Spec.Algorithm}, seed {run.Spec.Seed}, {RunTexts.Shape(run.Spec)}"));
        RunSummary.Line(console, "launched", RunTexts.When(run.Created));
        RunSummary.Line(console, "progress", $"{RunTexts.Count(run.Progress.Steps)} / {RunTexts.Counted(run.Progress.TotalSteps, "step")}, mean return {RunTexts.Return(run.Progress.MeanReturn)}");
        if (RunTexts.Recorded(run.Progress) is { } recorded)
            RunSummary.Line(console, "recorded", Markup.Escape(recorded));
        if (run.Checkpoint is { } checkpoint)
            RunSummary.Line(console, "checkpoint", $"update {RunTexts.Count(checkpoint)}");
        console.WriteLine();
        RunSummary.Write(run, terminal);
        var table = Tables.Create("hyperparameter", "value");
        foreach (var (name, value) in run.Spec.Hyperparameters.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            table.AddRow(Markup.Escape(name), Markup.Escape(value));
        console.Write(table);
    }

    private static string Coloured(RunStatus status) => status switch
    {
        RunStatus.Completed => "[green]completed[/]",
        RunStatus.Failed => "[red]failed[/]",
        RunStatus.Running or RunStatus.Evaluating or RunStatus.Uploading => $"[blue]{RunTexts.Status(status)}[/]",
        _ => $"[yellow]{RunTexts.Status(status)}[/]",
    };
}
