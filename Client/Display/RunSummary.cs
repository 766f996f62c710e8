using RlOrleans.Client.CommandLine;
using RlOrleans.Environments;
using RlOrleans.Runs;
using Spectre.Console;

namespace RlOrleans.Client.Display;

/// <summary>What a run came to, in a few lines, and what to type next.</summary>
internal static class RunSummary
{
    private const int LabelWidth = 12;

    /// <summary>The end of a run that completed or was stopped.</summary>
    public static void Write(RunDescription run, Terminal terminal)
    {
        var console = terminal.Ansi;
        if (run.Evaluation is { } evaluation)
            WriteEvaluation(run.Spec.Environment, evaluation, terminal);
        var progress = run.Progress;
        double seconds = progress.Elapsed.TotalSeconds;
        Line(console, "training", $"{RunTexts.Counted(progress.Steps, "step")} in {RunTexts.Seconds(progress.Elapsed)}"
            + $" ({RunTexts.Rate(progress.Steps / seconds)} steps/s), {RunTexts.Counted(progress.Updates, "update")}, {RunTexts.Counted(progress.Episodes, "episode")}");
        if (RunTexts.Faults(progress) is { } faults)
            Line(console, "faults", $"[yellow]{faults}[/]");
        if (run.WeightsHash is not null)
            Line(console, "weights", $"{RunTexts.ShortHash(run.WeightsHash)} [grey](SHA-256)[/]");
        Line(console, "folder", Markup.Escape(terminal.ShortPath(run.Folder)));
        if (Path.Combine(run.Folder, "learning-curve.svg") is var curve && File.Exists(curve))
            Line(console, "curve", Markup.Escape(terminal.ShortPath(curve)));
        if (run.Spec.Record != Recording.None && Directory.Exists(run.Spec.Dataset))
            Line(console, "dataset", Markup.Escape(terminal.ShortPath(run.Spec.Dataset)));
        console.WriteLine();
    }

    /// <summary>Mean and spread of an evaluation, and whether it solves the task.</summary>
    public static void WriteEvaluation(string environment, EvaluationResult evaluation, Terminal terminal) => Line(
        terminal.Ansi,
        "evaluation",
        $"[bold]{RunTexts.Return(evaluation.MeanReturn)} ± {RunTexts.Return(evaluation.StdReturn)}[/]"
        + $" over {RunTexts.Counted(evaluation.Episodes, "episode")}{Verdict(environment, evaluation)}");

    /// <summary>Commands that make sense after a run, ready to paste.</summary>
    public static void WriteNext(Terminal terminal, params IReadOnlyList<(string Command, string Purpose)> commands)
    {
        int width = commands.Max(command => command.Command.Length);
        for (int i = 0; i < commands.Count; i++)
        {
            Line(terminal.Ansi, i == 0 ? "next" : "", $"[aqua]{Markup.Escape(commands[i].Command.PadRight(width))}[/]  [grey]{Markup.Escape(commands[i].Purpose)}[/]");
        }
    }

    /// <summary>One line with its label; the text is markup.</summary>
    public static void Line(IAnsiConsole console, string label, string markup)
        => console.MarkupLine($"[grey]{label.PadRight(LabelWidth)}[/]{markup}");

    private static string Verdict(string environment, EvaluationResult evaluation)
    {
        if (!EnvironmentRegistry.Default.TryGet(environment, out var spec) || double.IsNaN(spec.RewardThreshold))
            return "";
        return evaluation.MeanReturn >= spec.RewardThreshold
            ? $", [green]solved[/] [grey](at {RunTexts.Return(spec.RewardThreshold)})[/]"
            : $", [yellow]not solved[/] [grey](that takes {RunTexts.Return(spec.RewardThreshold)})[/]";
    }
}
