using System.Collections.Immutable;
using RlOrleans.Client.Tests.CommandLine;
using RlOrleans.Client.Zoo;
using RlOrleans.Learning;

namespace RlOrleans.Client.Tests.Zoo;

public sealed class ZooTests : IDisposable
{
    private readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    private string LedgerPath => Path.Combine(_shell.WorkingDirectory, "page.jsonl");

    [Fact]
    public void Of_LedgerOfAnotherTime_HasWhatWasAdded()
    {
        var recipe = RecipeBook.Default.Find("CartPole-v1", "ppo");
        new ZooLedger(LedgerPath, Refuse).Add(Finished(recipe, seed: 2, 400));
        new ZooLedger(LedgerPath, Refuse).Add(Finished(recipe, seed: 1, 300));
        new ZooLedger(LedgerPath, Refuse).Add(Finished(recipe, seed: 2, 500));
        Assert.Equal([300, 500], new ZooLedger(LedgerPath, Refuse).Of(recipe).Select(run => run.MeanReturn));
    }

    [Fact]
    public void Of_RecipeThatChanged_HasNothing()
    {
        var recipe = RecipeBook.Default.Find("CartPole-v1", "ppo");
        var ledger = new ZooLedger(LedgerPath, Refuse);
        ledger.Add(Finished(recipe, seed: 1, 500));
        Assert.NotEmpty(ledger.Of(recipe));
        Assert.Empty(ledger.Of(recipe with { Lanes = recipe.Lanes + 1 }));
        Assert.Empty(ledger.Of(recipe with { Hyperparameters = recipe.Hyperparameters.ToImmutableDictionary().SetItem("gamma", "0.5") }));
    }

    [Fact]
    public void Ledger_LineCutByAKill_IsPassedOverWithAWarning()
    {
        var recipe = RecipeBook.Default.Find("CartPole-v1", "ppo");
        new ZooLedger(LedgerPath, Refuse).Add(Finished(recipe, seed: 1, 500));
        File.AppendAllText(LedgerPath, "{\"environment\":\"CartP\n");
        var warnings = new List<string>();
        Assert.Single(new ZooLedger(LedgerPath, warnings.Add).Of(recipe));
        Assert.Contains("line 2", Assert.Single(warnings));
    }

    [Fact]
    public void Cell_SeveralSeeds_HasMeanSampleDeviationAndMedianTime()
    {
        var recipe = RecipeBook.Default.Find("CartPole-v1", "ppo");
        var cell = new ZooCell(recipe, [Finished(recipe, 1, 10), Finished(recipe, 2, 14), Finished(recipe, 3, 12)]);
        Assert.Equal(12, cell.Mean);
        Assert.Equal(2, cell.Spread, precision: 9);
        Assert.Equal((10, 14), (cell.Least, cell.Most));
        Assert.Equal(2, cell.Seconds);
        Assert.Equal("rl train CartPole-v1", cell.Command);
    }

    [Fact]
    public void Page_WithPublishedFigures_HasThemBesideOurs()
    {
        var recipe = RecipeBook.Default.Find("Acrobot-v1", "ppo");
        string page = ZooPage.Write([new ZooCell(recipe, [Finished(recipe, 1, -70), Finished(recipe, 2, -66)])], PublishedReturns.Default);
        Assert.Contains("## Acrobot-v1", page);
        Assert.Contains("| ppo | 1M | -68.0 ± 2.83 | -70.0 to -66.0 | 2 x 100 | 1.5 | -73.5 ± 18.2 at 1M (zoo), -86.4 ± 1.32 at 500k (cleanrl) | `rl train Acrobot-v1` |", page);
    }

    [Fact]
    public void PublishedReturns_All_NameASourceAndOneFigureEach()
    {
        var published = PublishedReturns.Default;
        Assert.All(published.Returns, figure => Assert.Contains(figure.Source, published.Sources.Keys));
        Assert.Equal(published.Returns.Count, published.Returns.Select(figure => (figure.Environment, figure.Algorithm, figure.Source)).Distinct().Count());
    }

    [Fact]
    public async Task Zoo_SecondTime_RunsNothingAgain()
    {
        Assert.Equal(0, await _shell.Run("zoo CartPole-v1 --algorithm ppo --seeds 1 --episodes 3 --page page.md --json"));
        Assert.Contains("seed 1", _shell.Error);
        var cell = Assert.Single(_shell.Json.GetProperty("cells").EnumerateArray());
        Assert.True(cell.GetProperty("mean_return").GetDouble() >= 475);
        string page = await File.ReadAllTextAsync(Path.Combine(_shell.WorkingDirectory, "page.md"));
        Assert.Contains("| ppo | 100k |", page);

        Assert.Equal(0, await _shell.Run("zoo CartPole-v1 --algorithm ppo --seeds 1 --episodes 3 --page page.md"));
        Assert.DoesNotContain("seed 1", _shell.Error);
        Assert.Equal(page, await File.ReadAllTextAsync(Path.Combine(_shell.WorkingDirectory, "page.md")));
    }

    [Fact]
    public async Task Zoo_UnknownNames_AreAllRefused()
    {
        Assert.Equal(2, await _shell.Run("zoo CartPol-v1 --algorithm pop --seeds 0"));
        Assert.Equal(3, _shell.ErrorLines.Count);
    }

    private static ZooRun Finished(Recipe recipe, ulong seed, double mean) => new()
    {
        Environment = recipe.Environment,
        Algorithm = recipe.Algorithm,
        Seed = seed,
        Recipe = ZooRun.Fingerprint(recipe),
        Steps = recipe.Steps,
        Seconds = seed,
        Episodes = 100,
        MeanReturn = mean,
        StdReturn = 0,
        WeightsHash = "0123456789abcdef",
    };

    private static void Refuse(string warning) => Assert.Fail(warning);
}
