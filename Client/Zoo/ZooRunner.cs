using RlOrleans.Client.CommandLine;
using RlOrleans.Learning;
using RlOrleans.Runs;

namespace RlOrleans.Client.Zoo;

/// <summary>Trains recipe after recipe and seed after seed, one at a time, so that each has the machine for itself.</summary>
internal sealed class ZooRunner(RlClient client, ZooLedger ledger, Action<string> report)
{
    /// <summary>Makes the runs that the ledger lacks.</summary>
    /// <param name="recipes">What to run.</param>
    /// <param name="seeds">Seeds 1 to this.</param>
    /// <param name="episodes">Episodes of each evaluation.</param>
    /// <param name="fresh">Also those that the ledger has.</param>
    /// <param name="cancellationToken">Stops the run under way; those before it stay.</param>
    /// <returns>Runs that failed, each with the reason.</returns>
    public async Task<IReadOnlyList<string>> Run(
        IReadOnlyList<Recipe> recipes, int seeds, int episodes, bool fresh, CancellationToken cancellationToken)
    {
        var failures = new List<string>();
        foreach (var recipe in recipes)
        {
            var known = fresh ? [] : ledger.Of(recipe).Where(run => run.Episodes == episodes).Select(run => run.Seed).ToHashSet();
            for (ulong seed = 1; seed <= (ulong)seeds; seed++)
            {
                if (known.Contains(seed))
                    continue;
                var run = await client.TrainAsync(
                    new RunRequest
                    {
                        Environment = recipe.Environment,
                        Algorithm = recipe.Algorithm,
                        Seed = seed,
                        Record = Recording.None,
                        EvaluationEpisodes = episodes,
                    },
                    cancellationToken: cancellationToken);
                cancellationToken.ThrowIfCancellationRequested();
                string name = $"{recipe.Environment} {recipe.Algorithm} seed {seed}";
                if (run is not { Status: RunStatus.Completed, Evaluation: { } evaluation })
                {
                    failures.Add($"{name}: {RunTexts.Status(run.Status)}: {run.Message ?? "no reason was recorded"}");
                    report(failures[^1]);
                    continue;
                }

                ledger.Add(ZooRun.Of(run, recipe));
                report($"{name}: {RunTexts.Return(evaluation.MeanReturn)} in {RunTexts.Seconds(run.Progress.Elapsed)}");
            }
        }

        return failures;
    }
}
