using System.CommandLine;
using RlOrleans.Client.Zoo;
using RlOrleans.Environments;
using RlOrleans.Learning;

namespace RlOrleans.Client.CommandLine;

/// <summary><c>rl zoo</c>: trains every recipe with several seeds and writes the results page.</summary>
internal static class ZooCommand
{
    private const int DefaultSeeds = 5;
    private const int MaxSeeds = 1000;
    private const int DefaultEpisodes = 100;
    private const string DefaultPage = "docs/results.md";

    private static readonly Argument<string?> EnvironmentId = new("environment")
    {
        Description = "Only recipes for this environment. Default: every environment",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Algorithm = new("--algorithm") { HelpName = "NAME", Description = "Only those of this algorithm. Default: every algorithm" };
    private static readonly Option<string?> Seeds = new("--seeds") { HelpName = "N", Description = $"Seeds 1 to N of each. Default: {DefaultSeeds}" };
    private static readonly Option<string?> Episodes = new("--episodes") { HelpName = "N", Description = $"Episodes of each evaluation. Default: {DefaultEpisodes}" };
    private static readonly Option<string?> Page = new("--page") { HelpName = "FILE", Description = $"The page; its runs are kept beside it as .jsonl. Default: {DefaultPage}" };
    private static readonly Option<bool> Fresh = new("--fresh") { Description = "Also run what was run before." };

    public static RlCommand Create() => new("zoo", "Trains every recipe with several seeds and writes the results page; goes on where it was stopped.")
    {
        Arguments = { EnvironmentId },
        Options = { Algorithm, Seeds, Episodes, Page, Fresh, CommonOptions.Json },
        Examples =
        [
            new("rl zoo", "every recipe that was not run yet, or has changed"),
            new("rl zoo Pendulum-v1 --algorithm sac", "a part"),
        ],
        Run = Run,
    };

    private static async Task<int> Run(Invocation invocation)
    {
        var mistakes = invocation.Mistakes;
        var terminal = invocation.Terminal;
        string? environment = invocation.Text(EnvironmentId), algorithm = invocation.Text(Algorithm);
        mistakes.Environment("environment", environment);
        mistakes.Algorithm("--algorithm", algorithm);
        int seeds = mistakes.Integer("--seeds", invocation.Text(Seeds), 1, MaxSeeds) ?? DefaultSeeds;
        int episodes = mistakes.Integer("--episodes", invocation.Text(Episodes), 1, RlOrleans.Runs.RunLimits.MaxEvaluationEpisodes) ?? DefaultEpisodes;
        var all = Recipes();
        var chosen = all.Where(recipe => Is(recipe.Environment, environment) && Is(recipe.Algorithm, algorithm)).ToList();
        if (chosen.Count == 0 && !mistakes.Any)
            mistakes.Add("--algorithm", algorithm ?? "any", $"has no recipe for {environment}");
        mistakes.ThrowIfAny();

        string page = terminal.PathOf(invocation.Text(Page) ?? DefaultPage);
        var ledger = new ZooLedger(Path.ChangeExtension(page, ".jsonl"), terminal.Error.WriteLine);
        bool fresh = invocation.Parse.GetResult(Fresh) is { Implicit: false };
        var (failures, stopped) = await Train(ledger, chosen, seeds, episodes, fresh, terminal);
        var cells = all.Select(recipe => new ZooCell(recipe, ledger.Of(recipe))).Where(cell => cell.Runs.Count > 0).ToList();
        if (cells.Count > 0)
        {
            await File.WriteAllTextAsync(page, ZooPage.Write(cells, PublishedReturns.Default));
            terminal.Error.WriteLine($"wrote {terminal.ShortPath(page)}");
        }

        if (invocation.Json)
        {
            RlJson.Write(terminal.Output, new ZooAnswerJson(
            [
                .. cells.Where(cell => chosen.Contains(cell.Recipe)).Select(cell => new ZooCellJson(
                    cell.Recipe.Environment, cell.Recipe.Algorithm, cell.Recipe.Steps, cell.Runs.Count, cell.Mean, cell.Spread, cell.Least, cell.Most, cell.Seconds)),
            ]));
        }

        return stopped ? ExitCodes.Interrupted : failures.Count > 0 ? ExitCodes.Failure : ExitCodes.Success;
    }

    private static async Task<(IReadOnlyList<string> Failures, bool Stopped)> Train(
        ZooLedger ledger, List<Recipe> recipes, int seeds, int episodes, bool fresh, Terminal terminal)
    {
        // Runs leave policies and checkpoints that nobody asked for; what counts is the ledger.
        var folder = Directory.CreateTempSubdirectory("rl-zoo-");
        try
        {
            using var stop = new CancellationTokenSource();
            using var signals = terminal.OnSignal(signal =>
            {
                signal.Cancel = true;
                stop.Cancel();
            });
            await using var client = await RlClient.EmbedAsync(new RlClientOptions { RunsFolder = folder.FullName, Warn = terminal.Error.WriteLine, Time = terminal.Time });
            return (await new ZooRunner(client, ledger, terminal.Error.WriteLine).Run(recipes, seeds, episodes, fresh, stop.Token), false);
        }
        catch (OperationCanceledException)
        {
            return ([], true);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // Environment by environment as they are registered; the entries that stand for all others are no results.
    private static List<Recipe> Recipes()
    {
        var order = EnvironmentRegistry.Default.All.Select(spec => spec.Id).ToList();
        return [.. RecipeBook.Default.All.Where(recipe => order.Contains(recipe.Environment)).OrderBy(recipe => order.IndexOf(recipe.Environment))];
    }

    private static bool Is(string name, string? wanted) => wanted is null || string.Equals(name, wanted, StringComparison.OrdinalIgnoreCase);
}
