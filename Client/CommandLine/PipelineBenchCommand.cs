using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using RlOrleans.Client.Benchmarks;
using RlOrleans.Client.Display;
using Spectre.Console;

namespace RlOrleans.Client.CommandLine;

/// <summary><c>rl bench pipeline</c>: recorded episodes on their way to a dataset, beside the limits of the parts between.</summary>
internal static class PipelineBenchCommand
{
    private const int DefaultSeconds = 10;
    private const int MaxSeconds = 600;

    /// <summary>About what a checkpoint seals at least.</summary>
    private const int DefaultShardMegabytes = 16;

    private static readonly Argument<string?> EnvironmentId = new("environment")
    {
        Description = $"Whose episodes. Default: {string.Join(", ", PipelinePayload.Environments)}",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Seconds = new("--seconds") { HelpName = "N", Description = $"Seconds for each environment. Default: {DefaultSeconds}" };

    public static RlCommand Create() => new("pipeline", "Measures recorded episodes on their way to a dataset, beside the limits of what they go over.")
    {
        Arguments = { EnvironmentId },
        Options = { PipelineArguments.Redis, PipelineArguments.RabbitMq, Seconds, PipelineArguments.ShardMegabytes, CommonOptions.Json },
        Examples =
        [
            new("rl bench pipeline", "over a folder, in one process"),
            new("rl bench pipeline --redis localhost --rabbitmq amqp://pacman@localhost", "over real servers, on a queue of its own"),
        ],
        Run = Run,
    };

    private static async Task<int> Run(Invocation invocation)
    {
        var servers = PipelineArguments.Read(invocation);
        int seconds = invocation.Mistakes.Integer(Seconds.Name, invocation.Text(Seconds), 1, MaxSeconds) ?? DefaultSeconds;
        int megabytes = invocation.Mistakes.Integer(PipelineArguments.ShardMegabytes.Name, invocation.Text(PipelineArguments.ShardMegabytes), 1, PipelineArguments.MaxShardMegabytes) ?? DefaultShardMegabytes;
        var environments = invocation.Text(EnvironmentId) is { } id
            ? invocation.Mistakes.Environment(EnvironmentId.Name, id) is { } known ? [known] : []
            : PipelinePayload.Environments;
        invocation.Mistakes.ThrowIfAny();
        var terminal = invocation.Terminal;
        var results = new List<PipelineResult>();
        var folder = Directory.CreateTempSubdirectory("rl-bench-");
        try
        {
            await using var benchmark = await PipelineBenchmark.StartAsync(servers, folder.FullName, terminal.Time, terminal.Error.WriteLine);
            foreach (string environment in environments)
                results.Add(await benchmark.Run(environment, (long)megabytes << 20, TimeSpan.FromSeconds(seconds), terminal.Error.WriteLine));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        string over = servers is null ? "a folder and a channel of this process" : $"Redis at {servers.Redis} and RabbitMQ at {servers.RabbitMq}";
        if (invocation.Json)
            WriteJson(results, over, terminal);
        else
            Write(results, over, terminal);
        return ExitCodes.Success;
    }

    private static void Write(IReadOnlyList<PipelineResult> results, string over, Terminal terminal)
    {
        foreach (var (payload, rounds, rates, share, shareOfOneThread, parquet) in results)
        {
            var table = Tables.Create(payload.Name);
            Tables.AddNumberColumns(table, "shards/s", "episodes/s", "MB/s", "of the slowest limit", "of zstd on one thread");
            foreach (var rate in rates)
            {
                table.AddRow(
                    Markup.Escape(rate.IsLimit ? $"limit: {rate.Name}" : rate.Name),
                    rate.ShardsPerSecond.ToString("N1", CultureInfo.InvariantCulture),
                    RunTexts.Rate(rate.ShardsPerSecond * payload.Shard.Episodes.Length),
                    Megabytes(rate.ShardsPerSecond * payload.Content.Length),
                    rate.Name == PipelineBenchmark.Staged ? share.ToString("P0", CultureInfo.InvariantCulture) : "–",
                    rate.Name == PipelineBenchmark.Staged ? shareOfOneThread.ToString("P0", CultureInfo.InvariantCulture) : "–");
            }

            terminal.Ansi.Write(table);
            terminal.Ansi.MarkupLine(string.Create(
                CultureInfo.InvariantCulture,
                $"[grey]shards of {RunTexts.Counted(payload.Shard.Episodes.Length, "episode")}: {Megabytes(payload.Content.Length)} MB, compressed {Megabytes(payload.Frame.Length)} MB; Parquet on one core: {Megabytes(parquet.RawBytesPerSecond)} MB/s; medians of {rounds} rounds[/]"));
        }

        BenchCommand.WriteMachine($"over {Markup.Escape(over)};", terminal);
    }

    private static void WriteJson(IReadOnlyList<PipelineResult> results, string over, Terminal terminal)
        => RlJson.Write(terminal.Output, new PipelineBenchmarkJson(
            RuntimeInformation.OSDescription,
            Environment.ProcessorCount,
            RuntimeInformation.FrameworkDescription,
            over,
            [
                .. results.Select(result => new PipelinePayloadJson(
                    result.Payload.Name,
                    result.Payload.Shard.Episodes.Length,
                    result.Payload.Content.Length,
                    result.Payload.Frame.Length,
                    result.Rounds,
                    [
                        .. result.Rates.Select(rate => new PipelinePartJson(
                            rate.Name,
                            rate.IsLimit,
                            Math.Round(rate.ShardsPerSecond, 2),
                            Math.Round(rate.ShardsPerSecond * result.Payload.Shard.Episodes.Length),
                            Math.Round(rate.ShardsPerSecond * result.Payload.Content.Length))),
                    ],
                    Math.Round(result.StagedShare, 3),
                    Math.Round(result.StagedShareOfOneThread, 3),
                    Math.Round(result.Parquet.RawBytesPerSecond))),
            ]));

    private static string Megabytes(double bytes) => (bytes / 1e6).ToString("N1", CultureInfo.InvariantCulture);
}
