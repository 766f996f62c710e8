using System.CommandLine;
using System.CommandLine.Help;
using System.Reflection;

namespace RlOrleans.Client.CommandLine;

/// <summary>The program <c>rl</c>: reads its arguments, runs the command, and turns every error into lines and an exit code.</summary>
internal static class RlCommandLine
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args, Terminal terminal)
    {
        try
        {
            return await Dispatch(args, terminal);
        }
        catch (Exception exception)
        {
            return ErrorReport.Write(exception, terminal, json: args.Contains(CommonOptions.Json.Name));
        }
    }

    /// <summary>All commands.</summary>
    public static RlRootCommand Root { get; } = new("Trains, evaluates and replays reinforcement learning agents.")
    {
        Examples =
        [
            new("rl train CartPole-v1", "learn to balance a pole, in seconds"),
            new("rl evaluate latest", "play 100 more episodes with what was learned"),
            new("rl recipes CartPole-v1", "see the hyperparameters that were used"),
        ],
        Subcommands =
        {
            TrainCommand.Create(),
            EvaluateCommand.Create(),
            WatchCommand.Create(),
            RunsCommand.Create(),
            ExportCommand.Create(),
            ReplayCommand.Create(),
            DataCommand.Create(),
            EnvironmentsCommand.Create(),
            WrappersCommand.Create(),
            AlgorithmsCommand.Create(),
            RecipesCommand.Create(),
            BenchCommand.Create(),
            ZooCommand.Create(),
            ServeEnvironmentCommand.Create(),
            SyncCommand.Create(),
            WorkerCommand.Create(),
            QueueCommand.Create(),
        },
    };

    private static async Task<int> Dispatch(IReadOnlyList<string> args, Terminal terminal)
    {
        var root = Root;
        if (args.Count == 0)
            args = ["--help"];
        var mistakes = new Mistakes();
        var known = UnknownOptions.Remove(root, args, mistakes);
        var parse = root.Parse(known, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (IsGiven<HelpOption>(root, parse))
        {
            new HelpPage(terminal.Output).Write(parse.CommandResult.Command);
            return ExitCodes.Success;
        }

        if (IsGiven<VersionOption>(root, parse))
        {
            terminal.Output.WriteLine($"rl {Version}");
            return ExitCodes.Success;
        }

        ParseMistakes.Collect(parse, mistakes);
        if (parse.CommandResult.Command is RlCommand { Run: { } run })
            return await run(new Invocation(parse, mistakes, terminal));
        mistakes.ThrowIfAny();
        new HelpPage(terminal.Output).Write(parse.CommandResult.Command);
        return ExitCodes.BadRequest;
    }

    // "0.1.0+commit", of which the first part is for people.
    private static string Version
        => typeof(RlCommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private static bool IsGiven<T>(RootCommand root, ParseResult parse)
        where T : Option
        => root.Options.OfType<T>().Any(option => parse.GetResult(option) is { Implicit: false });
}
