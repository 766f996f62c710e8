using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using RlOrleans.Client.Display;
using RlOrleans.Environments.Service.Sync;
using RlOrleans.Hosting;
using RlOrleans.Runs;
using RlOrleans.Worker.Uploads;

namespace RlOrleans.Client.CommandLine;

/// <summary>Follows one run in this process from its start to its end: display, Ctrl-C, summary and exit code.</summary>
internal sealed class RunSession(Invocation invocation, string runsFolder, PipelineOptions? pipeline, Action<RlSiloOptions> configureRuns)
{
    private readonly Terminal _terminal = invocation.Terminal;

    /// <summary>The lock-step that the environments are in; null for none.</summary>
    public LockStepOptions? LockStep { get; init; }

    private int _signals;
    private int _signalExitCode = ExitCodes.Interrupted;

    /// <summary>Embeds a silo, starts or resumes a run in it, and sees it through.</summary>
    public async Task<int> Run(Func<RlClient, Task<RunDescription>> start)
    {
        RunDescription run;
        await using (var display = RunDisplay.Create(_terminal, invocation.Json))
        {
            var warnings = new HeldWarnings(display.Note);
            await using (var client = await RlClient.EmbedAsync(new RlClientOptions
            {
                RunsFolder = runsFolder,
                Pipeline = pipeline,
                ConfigureRuns = configureRuns,
                Warn = warnings.Add,
                Time = _terminal.Time,
                ConfigureSilo = LockStep is null ? null : silo => silo.Services.AddSingleton(SyncOption.Apply(LockStep)),
            }))
            {
                run = await start(client);
                if (run.Message is not null)
                {
                    // A resume says which checkpoints it passed over; the silo logged the same.
                    warnings.Clear();
                    display.Note($"warning: {run.Message}");
                }

                using var signals = _terminal.OnSignal(signal => OnSignal(signal, client, run.RunId, display));
                display.Begin(run);
                string? obstacle = null;
                await foreach (var progress in client.WatchAsync(run.RunId))
                {
                    display.Show(progress);
                    if (progress.Upload?.Message != obstacle)
                    {
                        obstacle = progress.Upload?.Message;
                        display.Note(obstacle is null ? "recorded episodes are on their way again" : $"recorded episodes wait: {obstacle}");
                    }

                    if (progress.Status is RunStatus.Running or RunStatus.Evaluating or RunStatus.Uploading)
                        warnings.Flush();
                }

                run = await client.DescribeAsync(run.RunId);
            }

            if (run.Status != RunStatus.Failed)
                warnings.Flush();
        }

        return End(run);
    }

    private void OnSignal(PosixSignalContext signal, RlClient client, string runId, IRunDisplay display)
    {
        signal.Cancel = true;
        _signalExitCode = signal.Signal == PosixSignal.SIGTERM ? ExitCodes.Terminated : ExitCodes.Interrupted;
        if (Interlocked.Increment(ref _signals) > 1)
        {
            _terminal.Exit(_signalExitCode);
            return;
        }

        display.Note("stopping at the next checkpoint; Ctrl-C again quits at once");
        _ = Stop(client, runId, display);
    }

    private static async Task Stop(RlClient client, string runId, IRunDisplay display)
    {
        try
        {
            await client.StopAsync(runId);
        }
        catch (Exception exception)
        {
            // The run goes on; the person still has the second Ctrl-C.
            display.Note($"error: the run could not be stopped: {exception.Message}");
        }
    }

    private int End(RunDescription run)
    {
        if (invocation.Json)
        {
            RlJson.Write(_terminal.Output, RunJson.Of(run));
        }
        else if (run.Status is RunStatus.Completed or RunStatus.Stopped)
        {
            // The live display leaves its own space behind.
            if (!_terminal.IsInteractive)
                _terminal.Output.WriteLine();
            RunSummary.Write(run, _terminal);
        }

        string reference = ReferenceTo(run);
        switch (run.Status)
        {
            case RunStatus.Completed:
                Next(
                    ($"rl evaluate {reference}", "play more episodes with the policy"),
                    ($"rl runs show {reference}", "hyperparameters, figures and files"));
                return ExitCodes.Success;
            case RunStatus.Stopped:
                Next(($"rl runs resume {reference}", "go on from the checkpoint"));
                return _signals > 0 ? _signalExitCode : ExitCodes.Success;
            default:
                _terminal.Error.WriteLine($"error: run {run.RunId} {RunTexts.Status(run.Status)}: {run.Message ?? "no reason was recorded"}");
                if (run.Checkpoint is not null)
                    _terminal.Error.WriteLine($"go on from update {run.Checkpoint} with: rl runs resume {reference}");
                return ExitCodes.Failure;
        }
    }

    private void Next(params IReadOnlyList<(string Command, string Purpose)> commands)
    {
        if (!invocation.Json)
            RunSummary.WriteNext(_terminal, commands);
        else if (commands is [var only])
            _terminal.Error.WriteLine($"{only.Purpose} with: {only.Command}");
    }

    // A run outside of the default folder is named by its path, which works from here without another option.
    private string ReferenceTo(RunDescription run)
        => runsFolder == _terminal.PathOf(CommonOptions.DefaultRunsFolder) ? run.RunId : _terminal.ShortPath(run.Folder);
}
