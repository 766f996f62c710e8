using RlOrleans.Client.Display;
using RlOrleans.Learning;
using Spectre.Console;

namespace RlOrleans.Client.CommandLine;

/// <summary><c>rl algorithms</c>: how it can be learned, with every hyperparameter.</summary>
internal static class AlgorithmsCommand
{
    public static RlCommand Create() => new("algorithms", "Lists the algorithms with their hyperparameters, defaults and ranges.")
    {
        Options = { CommonOptions.Plugin, CommonOptions.Json },
        Run = invocation =>
        {
            Plugins.Load(invocation);
            invocation.Mistakes.ThrowIfAny();
            var all = AlgorithmRegistry.Default.All;
            if (invocation.Json)
                WriteJson(all, invocation.Terminal);
            else
                WriteTables(all, invocation.Terminal);
            return Task.FromResult(ExitCodes.Success);
        },
    };

    private static void WriteTables(IReadOnlyList<AlgorithmDescriptor> all, Terminal terminal)
    {
        foreach (var algorithm in all)
        {
            terminal.Ansi.MarkupLine($"[bold]{Markup.Escape(algorithm.Name)}[/]  {Markup.Escape(algorithm.Summary)}");
            var table = Tables.Create("hyperparameter", "default", "allowed", "meaning");
            foreach (var hyperparameter in algorithm.Hyperparameters)
            {
                table.AddRow(
                    Markup.Escape(hyperparameter.Name),
                    Markup.Escape(hyperparameter.Default),
                    Markup.Escape(hyperparameter.Allowed),
                    Markup.Escape(hyperparameter.Meaning));
            }

            terminal.Ansi.Write(table);
        }
    }

    private static void WriteJson(IReadOnlyList<AlgorithmDescriptor> all, Terminal terminal)
    {
        var answer = new AlgorithmListJson(
        [
            .. all.Select(algorithm => new AlgorithmJson(
                algorithm.Name,
                algorithm.Summary,
                [.. algorithm.Hyperparameters.Select(one => new HyperparameterJson(one.Name, one.Default, one.Allowed, one.Meaning))])),
        ]);
        RlJson.Write(terminal.Output, answer);
    }
}
