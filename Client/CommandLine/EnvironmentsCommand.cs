using System.Globalization;
using RlOrleans.Client.Display;
using RlOrleans.Environments;
using Spectre.Console;

namespace RlOrleans.Client.CommandLine;

/// <summary><c>rl environments</c>: what can be learned.</summary>
internal static class EnvironmentsCommand
{
    public static RlCommand Create() => new("environments", "Lists the environments with their spaces and limits.")
    {
        Options = { CommonOptions.Plugin, CommonOptions.Json },
        Run = invocation =>
        {
            Plugins.Load(invocation);
            invocation.Mistakes.ThrowIfAny();
            var all = EnvironmentRegistry.Default.All;
            if (invocation.Json)
                WriteJson(all, invocation.Terminal);
            else
                WriteTable(all, invocation.Terminal);
            return Task.FromResult(ExitCodes.Success);
        },
    };

    private static void WriteTable(IReadOnlyList<EnvironmentSpec> all, Terminal terminal)
    {
        var table = Tables.Create("environment", "observations", "actions");
        Tables.AddNumberColumns(table, "step limit", "solved at");
        table.AddColumn("what it is");
        foreach (var spec in all)
        {
            table.AddRow(
                $"[bold]{Markup.Escape(spec.Id)}[/]",
                Markup.Escape(spec.ObservationSpace.ToString()!),
                Markup.Escape(spec.ActionSpace.ToString()!),
                RunTexts.Count(spec.MaxEpisodeSteps),
                double.IsNaN(spec.RewardThreshold) ? "–" : spec.RewardThreshold.ToString(CultureInfo.InvariantCulture),
                Markup.Escape(spec.Summary));
        }

        terminal.Ansi.Write(table);
    }

    private static void WriteJson(IReadOnlyList<EnvironmentSpec> all, Terminal terminal)
    {
        var answer = new EnvironmentListJson(
        [
            .. all.Select(spec => new EnvironmentJson(
                spec.Id,
                spec.ObservationSpace.ToString()!,
                spec.ActionSpace.ToString()!,
                spec.MaxEpisodeSteps,
                double.IsNaN(spec.RewardThreshold) ? null : spec.RewardThreshold,
                spec.Summary)),
        ]);
        RlJson.Write(terminal.Output, answer);
    }
}
