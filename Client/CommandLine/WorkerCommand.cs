using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using RlOrleans.Worker.Datasets;
using RlOrleans.Worker.Hub;
using RlOrleans.Worker.Staging;
using RlOrleans.Worker.Uploads;

namespace RlOrleans.Client.CommandLine;

/// <summary><c>rl worker</c>: takes staged episodes to their datasets until it is told to end. Any number may run.</summary>
internal static class WorkerCommand
{
    private const int MaxParallelism = 64;
    private const int MaxPrefetch = 1024;
    private const int MaxCommitSeconds = 600;

    private static readonly Option<string?> Parallelism = new("--parallelism") { HelpName = "N", Description = "Shards that are converted at the same time. Default: one a processor" };
    private static readonly Option<string?> Prefetch = new("--prefetch") { HelpName = "N", Description = "Messages held at the same time; at least as many as a commit gathers. Default: 64" };
    private static readonly Option<string?> CommitSeconds = new("--commit-seconds") { HelpName = "N", Description = "Seconds that a shard waits for others to share its commit on the Hub. Default: 30" };

    public static RlCommand Create() => new("worker", "Takes staged episodes from Redis to their datasets, as RabbitMQ tells of them.")
    {
        Options = { PipelineArguments.Redis, PipelineArguments.RabbitMq, Parallelism, Prefetch, CommitSeconds },
        Examples =
        [
            new("rl worker --redis localhost:6379 --rabbitmq amqp://pacman@localhost", "passwords from REDIS_PASSWORD and RABBITMQ_PASSWORD"),
        ],
        Run = Run,
    };

    private static async Task<int> Run(Invocation invocation)
    {
        var mistakes = invocation.Mistakes;
        var pipeline = PipelineArguments.Read(invocation);
        if (pipeline is null && !mistakes.Any)
            mistakes.Add("--redis", "", "is missing: a worker takes episodes from --redis as --rabbitmq tells of them");
        var options = new UploadWorkerOptions
        {
            Parallelism = mistakes.Integer("--parallelism", invocation.Text(Parallelism), 1, MaxParallelism) ?? Math.Min(Environment.ProcessorCount, MaxParallelism),
            Prefetch = mistakes.Integer("--prefetch", invocation.Text(Prefetch), 1, MaxPrefetch) ?? new UploadWorkerOptions().Prefetch,
        };
        var datasets = new DatasetStoreOptions { Hub = HubOptions.FromEnvironment() };
        if (mistakes.Integer("--commit-seconds", invocation.Text(CommitSeconds), 1, MaxCommitSeconds) is { } seconds)
            datasets = datasets with { HubBatching = datasets.HubBatching with { MaxDelay = TimeSpan.FromSeconds(seconds) } };
        mistakes.ThrowIfAny();
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);

        var terminal = invocation.Terminal;
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(new LineLoggerProvider(terminal.Output.WriteLine, terminal.Error.WriteLine)));
        var logger = loggers.CreateLogger<UploadWorker>();
        using var stop = new CancellationTokenSource();
        int exitCode = ExitCodes.Success;
        using var signals = terminal.OnSignal(signal =>
        {
            signal.Cancel = true;
            exitCode = signal.Signal == PosixSignal.SIGTERM ? ExitCodes.Terminated : ExitCodes.Interrupted;
            if (stop.IsCancellationRequested)
                terminal.Exit(exitCode);
            else
                stop.Cancel();
        });
        await using var staging = new RedisStagingArea(pipeline!.Redis, logger);
        await using var queue = pipeline.OpenQueue(logger);
        await using var worker = new UploadWorker(staging, queue, new DatasetStores(datasets), options, logger, terminal.Time);
        await CheckAsync(staging, terminal, stop.Token);
        await worker.RunAsync(stop.Token);
        terminal.Output.WriteLine("stopped: what was held is uploaded or back in the queue");
        return exitCode;
    }

    // What Redis would lose is said now, and not with the first shard. A Redis that is away now may be there by then.
    private static async Task CheckAsync(RedisStagingArea staging, Terminal terminal, CancellationToken stopping)
    {
        try
        {
            await staging.CheckAsync(stopping);
        }
        catch (IOException error)
        {
            terminal.Error.WriteLine($"warning: {error.Message}");
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }
}
