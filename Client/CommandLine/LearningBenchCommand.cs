using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using RlOrleans.Client.Benchmarks;
using RlOrleans.Client.Display;
using RlOrleans.Learning;
using Spectre.Console;

namespace RlOrleans.Client.CommandLine;

/// <summary><c>rl bench learning</c>: kernels and whole training, beside the machine's limit.</summary>
internal static class LearningBenchCommand
{
    internal static readonly Argument<string?> Algorithm = new("algorithm")
    {
        Description = "Only training with this algorithm, and no kernels. Default: everything",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static async Task<int> Run(Invocation invocation)
    {
        int repeats = invocation.Mistakes.Integer("--repeats", invocation.Text(BenchCommand.Repeats), 1, BenchCommand.MaxRepeats) ?? BenchCommand.DefaultRepeats;
        var cases = Chosen(invocation);
        invocation.Mistakes.ThrowIfAny();
        var terminal = invocation.Terminal;
        terminal.Error.WriteLine("the machine's peak");
        var peak = MachinePeak.Measure();
        var benchmark = new LearningBenchmark(terminal.Time, terminal.Error.WriteLine);
        var kernels = invocation.Text(Algorithm) is null ? await benchmark.Kernels(repeats, peak) : [];

        // Runs leave files that nobody asked for.
        var folder = Directory.CreateTempSubdirectory("rl-bench-");
        try
        {
            await using var client = await RlClient.EmbedAsync(new RlClientOptions { RunsFolder = folder.FullName, Warn = terminal.Error.WriteLine });
            var training = await benchmark.Training(cases, repeats, client);
            if (invocation.Json)
                WriteJson(repeats, peak, kernels, training, terminal);
            else
                Write(repeats, peak, kernels, training, terminal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return ExitCodes.Success;
    }

    private static IReadOnlyList<TrainingCase> Chosen(Invocation invocation)
    {
        if (invocation.Text(Algorithm) is not { } algorithm)
            return TrainingCase.All;
        string[] known = [.. TrainingCase.All.Select(one => one.Algorithm).Distinct()];
        if (!known.Contains(algorithm, StringComparer.Ordinal))
            invocation.Mistakes.Add("algorithm", algorithm, $"is none of those that are measured: {string.Join(", ", known)}");
        return [.. TrainingCase.All.Where(one => one.Algorithm == algorithm)];
    }

    private static void Write(
        int repeats, MachinePeak peak, IReadOnlyList<KernelResult> kernels, IReadOnlyList<TrainingResult> training, Terminal terminal)
    {
        if (kernels.Count > 0)
            WriteKernels(kernels, terminal);
        var table = Tables.Create("training");
        Tables.AddNumberColumns(table, "lanes", "steps/s", "bytes", "GFLOP/s", "of peak", "whole", "of time", "bytes");
        foreach (var result in training)
        {
            table.AddRow(
                Markup.Escape(result.Case.Name),
                RunTexts.Count(result.Case.Lanes),
                RunTexts.Rate(result.StepsPerSecond),
                Number(result.AllocatedBytesPerStep),
                Number(result.UpdateGigaflopsPerSecond),
                Percent(result.UpdateShare),
                Percent(result.WholeUpdateShare),
                Percent(result.UpdateTimeShare),
                Number(result.UpdateAllocatedBytes));
        }

        terminal.Ansi.Write(table);
        terminal.Ansi.MarkupLine(
            "[grey]bytes allocated a step; then updates: their products, share of the peak just then, the share with products that zeros spare, share of the time, bytes each[/]");
        terminal.Ansi.MarkupLine(
            $"[grey]peak: {Number(peak.CoreGigaflops)} GFLOP/s a core, {Number(peak.Gigaflops)} on {peak.Threads} threads; memory {Number(peak.CoreGigabytesPerSecond)} GB/s a core, {Number(peak.GigabytesPerSecond)} on all; vectors of {peak.VectorBits} bits[/]");
        BenchCommand.WriteMachine($"medians of {repeats} samples;", terminal);
    }

    private static void WriteKernels(IReadOnlyList<KernelResult> kernels, Terminal terminal)
    {
        var table = Tables.Create("kernel, one thread");
        Tables.AddNumberColumns(table, "ns a call", "GFLOP/s", "GB/s", "of the peak", "bytes a call");
        foreach (var kernel in kernels)
            table.AddRow(Markup.Escape(kernel.Name), RunTexts.Rate(kernel.NanosecondsEach), Number(kernel.GigaflopsPerSecond), Number(kernel.GigabytesPerSecond), Percent(kernel.Share), Number(kernel.AllocatedBytesEach));
        terminal.Ansi.Write(table);
    }

    private static void WriteJson(
        int repeats, MachinePeak peak, IReadOnlyList<KernelResult> kernels, IReadOnlyList<TrainingResult> training, Terminal terminal)
        => RlJson.Write(terminal.Output, new LearningBenchmarkJson(
            RuntimeInformation.OSDescription,
            Environment.ProcessorCount,
            RuntimeInformation.FrameworkDescription,
            repeats,
            new PeakJson(peak.VectorBits, peak.Threads, Round(peak.CoreGigaflops), Round(peak.Gigaflops), Round(peak.CoreGigabytesPerSecond), Round(peak.GigabytesPerSecond)),
            [
                .. kernels.Select(kernel => new KernelJson(
                    kernel.Name, Round(kernel.NanosecondsEach), Round(kernel.GigaflopsPerSecond), Round(kernel.GigabytesPerSecond), Round(kernel.Share), Round(kernel.AllocatedBytesEach))),
            ],
            [
                .. training.Select(result => new TrainingJson(
                    result.Case.Name,
                    result.Case.Algorithm,
                    result.Case.Environment,
                    result.Case.Lanes,
                    Math.Round(result.StepsPerSecond),
                    Round(result.UpdateGigaflopsPerSecond),
                    Round(result.UpdateShare),
                    Round(result.WholeUpdateShare),
                    Round(result.UpdateTimeShare),
                    Math.Round(result.UpdateAllocatedBytes),
                    Round(result.AllocatedBytesPerStep),
                    new SortedDictionary<string, string>(result.Case.Set.ToDictionary(), StringComparer.Ordinal))),
            ]));

    private static double Round(double value) => Math.Round(value, 3);

    private static double? Round(double? value) => value is { } number ? Round(number) : null;

    private static string Number(double? value) => value is { } number ? number.ToString("N1", CultureInfo.InvariantCulture) : "–";

    private static string Percent(double share) => share.ToString("P0", CultureInfo.InvariantCulture);
}
