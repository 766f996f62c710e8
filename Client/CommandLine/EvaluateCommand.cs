using System.CommandLine;
using RlOrleans.Client.Display;
using RlOrleans.Environments;
using RlOrleans.Runs;

namespace RlOrleans.Client.CommandLine;

/// <summary><c>rl evaluate</c>: plays whole episodes with a run's policy.</summary>
internal static class EvaluateCommand
{
    private const int DefaultEpisodes = 100;

    private static readonly Argument<string?> RunArgument = CommonOptions.Run();
    private static readonly Option<string?> Episodes = new("--episodes") { HelpName = "N", Description = "Whole episodes to play. Default: 100" };
    private static readonly Option<string?> Seed = new("--seed") { HelpName = "N", Description = "Seed of the episodes. Default: the run's, which plays those of its own evaluation" };

    public static RlCommand Create() => new("evaluate", "Plays whole episodes with what a run learned: greedy actions, undiscounted returns.")
    {
        Arguments = { RunArgument },
        Options = { Episodes, Seed, CommonOptions.Wrap, CommonOptions.Plugin, CommonOptions.Out, CommonOptions.Json },
        Examples =
        [
            new("rl evaluate latest", "the run launched last"),
            new("rl evaluate latest --episodes 1000 --seed 7", "many episodes that it has not seen"),
            new("rl evaluate latest --wrap sticky-actions=0.25", "more wrappers, around those of the run"),
        ],
        Run = Run,
    };

    private static async Task<int> Run(Invocation invocation)
    {
        var mistakes = invocation.Mistakes;
        int episodes = mistakes.Integer("--episodes", invocation.Text(Episodes), 1, RunLimits.MaxEvaluationEpisodes) ?? DefaultEpisodes;
        ulong? seed = mistakes.Seed("--seed", invocation.Text(Seed));
        Plugins.Load(invocation);
        mistakes.ThrowIfAny();

        var terminal = invocation.Terminal;
        await using var runs = await RunFolder.Open(invocation, RunArgument);
        var run = runs.Run;
        var wrappers = invocation.Texts(CommonOptions.Wrap);
        string environment = WrappedName.Join(run.Spec.Environment, wrappers);
        var result = await runs.Client.EvaluateAsync(run.RunId, episodes, seed, wrappers: [.. wrappers]);
        if (invocation.Json)
        {
            var answer = new EvaluateJson(
                run.RunId, environment, seed ?? run.Spec.Seed, result.Episodes, result.MeanReturn, result.StdReturn, result.MeanLength);
            RlJson.Write(terminal.Output, answer);
        }
        else
        {
            RunSummary.WriteEvaluation(environment, result, terminal);
        }

        return ExitCodes.Success;
    }
}
