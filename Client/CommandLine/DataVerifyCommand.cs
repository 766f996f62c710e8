using System.CommandLine;
using RlOrleans.Client.Replay;
using RlOrleans.Client.Runs;
using RlOrleans.Environments;
using RlOrleans.Worker.Datasets;

namespace RlOrleans.Client.CommandLine;

/// <summary><c>rl data verify</c>: whether a dataset has every episode once, as it was recorded.</summary>
internal static class DataVerifyCommand
{
    private const int DefaultReplays = 50;
    private const int MaxShownProblems = 20;

    private static readonly Argument<string?> Dataset = DatasetReference.Argument();
    private static readonly Option<string?> Replays = new("--replays") { HelpName = "N", Description = $"Episodes to play again, spread evenly over the dataset. Default: {DefaultReplays}" };

    public static RlCommand Create() => new("verify", "Reads a whole dataset: every episode once, every hash right, a sample played again bit for bit.")
    {
        Arguments = { Dataset },
        Options = { Replays, DatasetReference.Datasets, CommonOptions.Plugin, CommonOptions.Json },
        Run = Run,
    };

    private static async Task<int> Run(Invocation invocation)
    {
        int replays = invocation.Mistakes.Integer("--replays", invocation.Text(Replays), 0, int.MaxValue) ?? DefaultReplays;
        invocation.Mistakes.ThrowIfAny();
        using var dataset = await DatasetReference.Open(invocation, Dataset, withSteps: true);
        var check = DatasetCheck.Run(dataset.Folder, CancellationToken.None);
        List<string> problems = [.. check.Problems];

        // What is damaged was told already, and cannot be played again.
        int replayed = problems.Count == 0 ? Replay(dataset.Folder, check.Episodes, replays, problems) : 0;
        long steps = check.Episodes.Sum(row => (long)row.Length);
        if (invocation.Json)
            RlJson.Write(invocation.Terminal.Output, new VerifyJson(dataset.Name, check.Files, check.Episodes.Count, steps, replayed, problems));
        else
            Tell(invocation.Terminal, dataset.Name, check, steps, replayed, problems);
        return problems.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static int Replay(string folder, IReadOnlyList<EpisodeRow> episodes, int most, List<string> problems)
    {
        var reader = new DatasetReader(folder);
        var replay = new EpisodeReplay(EnvironmentRegistry.Default);
        int count = Math.Min(most, episodes.Count);
        for (int i = 0; i < count; i++)
        {
            var row = episodes[(int)((long)i * episodes.Count / count)];
            RemoteEnvironmentIds.Register(row.EnvironmentId);
            if (replay.FirstDifference(row.EnvironmentId, reader.Read(row).Episode) is { } difference)
                problems.Add($"episode '{row.EpisodeId}' does not reproduce: {difference}");
        }

        return count;
    }

    private static void Tell(Terminal terminal, string name, DatasetCheck check, long steps, int replayed, List<string> problems)
    {
        foreach (string problem in problems.Take(MaxShownProblems))
            terminal.Output.WriteLine(problem);
        if (problems.Count > MaxShownProblems)
            terminal.Output.WriteLine($"and {RunTexts.Count(problems.Count - MaxShownProblems)} more");
        string what = $"{name}: {RunTexts.Counted(check.Episodes.Count, "episode")}, {RunTexts.Counted(steps, "step")} in {RunTexts.Counted(check.Files, "file")}";
        terminal.Output.WriteLine(problems.Count == 0
            ? $"{what}: every episode once, every hash right, {RunTexts.Count(replayed)} played again bit for bit"
            : $"{what}: {RunTexts.Counted(problems.Count, "problem")}");
    }
}
