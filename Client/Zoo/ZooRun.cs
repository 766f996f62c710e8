using System.Security.Cryptography;
using System.Text;
using RlOrleans.Client.CommandLine;
using RlOrleans.Learning;
using RlOrleans.Runs;

namespace RlOrleans.Client.Zoo;

/// <summary>One finished run of the zoo: a line of its ledger.</summary>
internal sealed record ZooRun
{
    public required string Environment { get; init; }
    public required string Algorithm { get; init; }
    public required ulong Seed { get; init; }

    /// <summary>Tells the recipe that the run followed from every other one.</summary>
    public required string Recipe { get; init; }

    public required long Steps { get; init; }
    public required double Seconds { get; init; }
    public required int Episodes { get; init; }

    /// <summary>Mean undiscounted return of the evaluation's episodes.</summary>
    public required double MeanReturn { get; init; }

    public required double StdReturn { get; init; }
    public required string WeightsHash { get; init; }

    public static ZooRun Of(RunDescription run, Recipe recipe) => new()
    {
        Environment = run.Spec.Environment,
        Algorithm = run.Spec.Algorithm,
        Seed = run.Spec.Seed,
        Recipe = Fingerprint(recipe),
        Steps = run.Progress.Steps,
        Seconds = Math.Round(run.Progress.Elapsed.TotalSeconds, 2),
        Episodes = run.Evaluation!.Episodes,
        MeanReturn = Math.Round(run.Evaluation.MeanReturn, 3),
        StdReturn = Math.Round(run.Evaluation.StdReturn, 3),
        WeightsHash = RunTexts.ShortHash(run.WeightsHash),
    };

    /// <summary>A few characters that change with anything in the recipe.</summary>
    public static string Fingerprint(Recipe recipe)
    {
        var text = new StringBuilder($"{recipe.Environment} {recipe.Algorithm} {recipe.Steps} {recipe.Lanes}");
        foreach ((string name, string value) in recipe.Hyperparameters.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            text.Append('\n').Append(name).Append('=').Append(value);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 6));
    }
}
