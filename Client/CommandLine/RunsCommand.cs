using RlOrleans.Client.Display;
using RlOrleans.Runs;

namespace RlOrleans.Client.CommandLine;

/// <summary><c>rl runs</c>: what was trained, what is being trained, and its stop and resume.</summary>
internal static class RunsCommand
{
    public static RlCommand Create() => new("runs", "Lists, shows, stops and resumes runs.")
    {
        Subcommands = { List(), Show(), RunsStopCommand.Create(), Resume() },
        Examples =
        [
            new("rl runs list", "every run in ./runs, newest first"),
            new("rl runs show latest", "one run, with its hyperparameters"),
            new("rl runs resume latest", "go on after a stop, a crash or a power cut"),
        ],
    };

    private static RlCommand List() => new("list", "Lists the runs, newest first.")
    {
        Options = { CommonOptions.Out, CommonOptions.Json },
        Run = async invocation =>
        {
            invocation.Mistakes.ThrowIfAny();
            var terminal = invocation.Terminal;
            IReadOnlyList<RunDescription> runs = [];
            if (Directory.Exists(invocation.RunsFolder))
            {
                await using var client = await RlClient.EmbedAsync(new RlClientOptions
                {
                    RunsFolder = invocation.RunsFolder,
                    Warn = terminal.Error.WriteLine,
                });
                runs = await client.ListRunsAsync();
            }

            if (invocation.Json)
                RlJson.Write(terminal.Output, new RunListJson([.. runs.Select(RunJson.Of)]));
            else if (runs.Count == 0)
                terminal.Output.WriteLine($"no runs in {terminal.ShortPath(invocation.RunsFolder)} yet; start one with: rl train CartPole-v1");
            else
                RunTables.WriteList(runs, terminal);
            return ExitCodes.Success;
        },
    };

    private static RlCommand Show()
    {
        var argument = CommonOptions.Run();
        return new RlCommand("show", "Shows one run: figures, hyperparameters and files.")
        {
            Arguments = { argument },
            Options = { CommonOptions.Out, CommonOptions.Json },
            Run = async invocation =>
            {
                invocation.Mistakes.ThrowIfAny();
                await using var runs = await RunFolder.Open(invocation, argument);
                if (invocation.Json)
                    RlJson.Write(invocation.Terminal.Output, RunJson.Of(runs.Run));
                else
                    RunTables.WriteOne(runs.Run, invocation.Terminal);
                return ExitCodes.Success;
            },
        };
    }

    private static RlCommand Resume()
    {
        var argument = CommonOptions.Run();
        return new RlCommand("resume", "Goes on from the latest good checkpoint, to the weights of an uninterrupted run.")
        {
            Arguments = { argument },
            Options = { CommonOptions.Plugin, CommonOptions.Out, PipelineArguments.Redis, PipelineArguments.RabbitMq, PipelineArguments.ShardMegabytes, PipelineArguments.ShardSeconds, SyncOption.Option, CommonOptions.Json },
            Run = invocation =>
            {
                Plugins.Load(invocation);
                var lockStep = SyncOption.Read(invocation, "train", invocation.Terminal.Error.WriteLine);
                var pipeline = PipelineArguments.Read(invocation);
                var shards = PipelineArguments.ReadShards(invocation);
                invocation.Mistakes.ThrowIfAny();
                var (runsFolder, reference) = RunFolder.Locate(invocation, argument);
                return new RunSession(invocation, runsFolder, pipeline, shards) { LockStep = lockStep }.Run(async client =>
                {
                    var run = await client.FindRunAsync(reference);
                    return await client.ResumeAsync(run.RunId);
                });
            },
        };
    }
}
