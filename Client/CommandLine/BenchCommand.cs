using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using RlOrleans.Client.Benchmarks;
using RlOrleans.Client.Display;
using RlOrleans.Environments;
using Spectre.Console;

namespace RlOrleans.Client.CommandLine;

/// <summary><c>rl bench</c>: what this machine does.</summary>
internal static class BenchCommand
{
    internal const int DefaultRepeats = 7;
    internal const int MaxRepeats = 1000;
    private static readonly TimeSpan SampleTime = TimeSpan.FromSeconds(0.4);
    private static readonly TimeSpan EnvironmentSampleTime = TimeSpan.FromSeconds(0.2);
    internal static readonly Option<string?> Repeats = new("--repeats") { HelpName = "N", Description = $"Rounds that the medians are over. Default: {DefaultRepeats}" };

    private static readonly Argument<string?> EnvironmentId = new("environment")
    {
        Description = "Only this environment. Default: every one",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static RlCommand Create() => new("bench", "Measures this machine.")
    {
        Subcommands =
        {
            new RlCommand("runtime", "Measures grain calls and streams, beside bare channels in the same process.")
            {
                Options = { Repeats, CommonOptions.Json },
                Run = Runtime,
            },
            new RlCommand("learning", "Measures kernels and whole training, beside this machine's limit.")
            {
                Arguments = { LearningBenchCommand.Algorithm },
                Options = { Repeats, CommonOptions.Json },
                Run = LearningBenchCommand.Run,
            },
            new RlCommand("environments", $"Measures raw steps of every environment: one core, {EnvironmentBenchmark.LaneCount} lanes, random actions.")
            {
                Arguments = { EnvironmentId },
                Options = { Repeats, CommonOptions.Wrap, CommonOptions.Plugin, CommonOptions.Json },
                Run = Environments,
            },
            PipelineBenchCommand.Create(),
        },
        Examples =
        [
            new("rl bench runtime", "calls a second, nanoseconds and bytes a call"),
            new("rl bench environments", "steps a second of every environment"),
            new("rl bench learning", "GFLOP/s, share of the peak, steps a second"),
            new("rl bench learning dqn", "the training of one algorithm alone"),
            new("rl bench pipeline", "recorded episodes a second on their way to a dataset"),
        ],
    };

    private static async Task<int> Runtime(Invocation invocation)
    {
        int repeats = invocation.Mistakes.Integer("--repeats", invocation.Text(Repeats), 1, MaxRepeats) ?? DefaultRepeats;
        invocation.Mistakes.ThrowIfAny();
        var terminal = invocation.Terminal;
        await using var benchmark = await RuntimeBenchmark.StartAsync(terminal.Error.WriteLine);
        var results = await benchmark.Run(repeats, SampleTime, terminal.Time, terminal.Error.WriteLine);
        if (invocation.Json)
        {
            var answer = new BenchmarkJson(
                RuntimeInformation.OSDescription,
                Environment.ProcessorCount,
                RuntimeInformation.FrameworkDescription,
                repeats,
                [
                    .. results.Select(result => new BenchmarkCaseJson(
                        result.Name, Math.Round(result.PerSecond), Math.Round(result.NanosecondsEach, 1), Math.Round(result.AllocatedBytesEach, 1), result.RatioToBaseline)),
                ]);
            RlJson.Write(terminal.Output, answer);
        }
        else
        {
            Write(results, repeats, terminal);
        }

        return ExitCodes.Success;
    }

    private static async Task<int> Environments(Invocation invocation)
    {
        int repeats = invocation.Mistakes.Integer("--repeats", invocation.Text(Repeats), 1, MaxRepeats) ?? DefaultRepeats;
        IReadOnlyList<string> ids = Plugins.Load(invocation) ? Chosen(invocation) : [];
        invocation.Mistakes.ThrowIfAny();
        var terminal = invocation.Terminal;
        var results = new List<BenchmarkResult>();
        foreach (string id in ids)
        {
            terminal.Error.WriteLine(id);
            using var benchmark = new EnvironmentBenchmark(id);
            results.Add(await benchmark.Run(repeats, EnvironmentSampleTime, terminal.Time));
        }

        if (invocation.Json)
        {
            var answer = new EnvironmentBenchmarkJson(
                RuntimeInformation.OSDescription,
                Environment.ProcessorCount,
                RuntimeInformation.FrameworkDescription,
                repeats,
                EnvironmentBenchmark.LaneCount,
                [
                    .. results.Select(result => new EnvironmentStepsJson(
                        result.Name, Math.Round(result.PerSecond), Math.Round(result.NanosecondsEach, 2), Math.Round(result.AllocatedBytesEach, 3))),
                ]);
            RlJson.Write(terminal.Output, answer);
        }
        else
        {
            WriteEnvironments(results, repeats, terminal);
        }

        return ExitCodes.Success;
    }

    private static IReadOnlyList<string> Chosen(Invocation invocation)
    {
        var wrappers = invocation.Texts(CommonOptions.Wrap);
        if (invocation.Text(EnvironmentId) is { } id)
            return invocation.Mistakes.Environment("environment", id, wrappers) is { } known ? [known] : [];
        if (wrappers.Count > 0)
            invocation.Mistakes.Add("--wrap", wrappers[0], "needs the environment that it goes around");
        return [.. EnvironmentRegistry.Default.All.Select(spec => spec.Id)];
    }

    private static void WriteEnvironments(IReadOnlyList<BenchmarkResult> results, int repeats, Terminal terminal)
    {
        var table = Tables.Create("environment");
        Tables.AddNumberColumns(table, "steps/s", "ns a step", "bytes a step");
        foreach (var result in results)
        {
            table.AddRow(
                Markup.Escape(result.Name),
                RunTexts.Rate(result.PerSecond),
                result.NanosecondsEach.ToString("F1", CultureInfo.InvariantCulture),
                result.AllocatedBytesEach.ToString("F1", CultureInfo.InvariantCulture));
        }

        terminal.Ansi.Write(table);
        WriteMachine($"medians of {repeats} samples; {EnvironmentBenchmark.LaneCount} lanes on one of", terminal);
    }

    private static void Write(IReadOnlyList<BenchmarkResult> results, int repeats, Terminal terminal)
    {
        var table = Tables.Create("case");
        Tables.AddNumberColumns(table, "per second", "ns each", "bytes each", "of the channel");
        foreach (var result in results)
        {
            table.AddRow(
                Markup.Escape(result.Name),
                RunTexts.Rate(result.PerSecond),
                RunTexts.Rate(result.NanosecondsEach),
                RunTexts.Rate(result.AllocatedBytesEach),
                result.RatioToBaseline is { } ratio ? ratio.ToString("P0", CultureInfo.InvariantCulture) : "–");
        }

        terminal.Ansi.Write(table);
        WriteMachine($"medians of {repeats} rounds;", terminal);
    }

    internal static void WriteMachine(string how, Terminal terminal) => terminal.Ansi.MarkupLine(
        $"[grey]{how} {Environment.ProcessorCount} processors, {Markup.Escape(RuntimeInformation.FrameworkDescription)}, {Markup.Escape(RuntimeInformation.OSDescription)}[/]");
}
