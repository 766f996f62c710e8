using RlOrleans.Client.Benchmarks;
using RlOrleans.Learning;

namespace RlOrleans.Client.Zoo;

/// <summary>One algorithm on one environment: the recipe and its runs of several seeds.</summary>
internal sealed record ZooCell(Recipe Recipe, IReadOnlyList<ZooRun> Runs)
{
    /// <summary>Mean over the seeds of the evaluations' mean returns.</summary>
    public double Mean => Runs.Average(run => run.MeanReturn);

    /// <summary>Standard deviation between seeds, of the sample (n - 1); 0 for one seed.</summary>
    public double Spread
    {
        get
        {
            double mean = Mean;
            return Runs.Count < 2 ? 0 : Math.Sqrt(Runs.Sum(run => (run.MeanReturn - mean) * (run.MeanReturn - mean)) / (Runs.Count - 1));
        }
    }

    public double Least => Runs.Min(run => run.MeanReturn);

    public double Most => Runs.Max(run => run.MeanReturn);

    /// <summary>Median wall-clock time of training.</summary>
    public double Seconds => Median.Of(Runs.Select(run => run.Seconds));

    /// <summary>What to type for one of the runs.</summary>
    public string Command => Recipe.Algorithm == DefaultAlgorithm
        ? $"rl train {Recipe.Environment}"
        : $"rl train {Recipe.Environment} --algorithm {Recipe.Algorithm}";

    // What rl train takes when nothing is said.
    private const string DefaultAlgorithm = "ppo";
}
