using System.CommandLine;
using RlOrleans.Runs;

namespace RlOrleans.Client.CommandLine;

/// <summary><c>rl runs stop</c>: asks the process that trains a run to end in order, and waits for it.</summary>
internal static class RunsStopCommand
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(1);
    private static readonly Argument<string?> RunArgument = CommonOptions.Run();

    public static RlCommand Create() => new("stop", "Asks a run for an orderly stop with a checkpoint, wherever on this machine it trains.")
    {
        Arguments = { RunArgument },
        Options = { CommonOptions.Out, CommonOptions.Json },
        Run = Run,
    };

    private static async Task<int> Run(Invocation invocation)
    {
        invocation.Mistakes.ThrowIfAny();
        var terminal = invocation.Terminal;
        await using var runs = await RunFolder.Open(invocation, RunArgument);
        string runId = runs.Run.RunId;
        await runs.Client.StopAsync(runId);
        var run = await WaitForEnd(runs.Client, runId, terminal.Time);
        if (invocation.Json)
        {
            var answer = new StopJson(run.RunId, RunTexts.Status(run.Status), run.Progress.Steps, run.Checkpoint);
            RlJson.Write(terminal.Output, answer);
        }
        else
        {
            terminal.Output.WriteLine(IsUnderWay(run)
                ? $"{run.RunId} was asked to stop, and is still {RunTexts.Status(run.Status)}; its update takes long"
                : $"{run.RunId} is {RunTexts.Status(run.Status)} after {RunTexts.Counted(run.Progress.Steps, "step")}");
        }

        return ExitCodes.Success;
    }

    private static async Task<RunDescription> WaitForEnd(RlClient client, string runId, TimeProvider time)
    {
        using var timer = new PeriodicTimer(PollInterval, time);
        long start = time.GetTimestamp();
        var run = await client.DescribeAsync(runId);
        while (IsUnderWay(run) && time.GetElapsedTime(start) < MaxWait)
        {
            await timer.WaitForNextTickAsync();
            run = await client.DescribeAsync(runId);
        }

        return run;
    }

    private static bool IsUnderWay(RunDescription run) => run.Status is RunStatus.Created or RunStatus.Running or RunStatus.Evaluating or RunStatus.Uploading;
}
