namespace RlOrleans.Runs.Reporting;

/// <summary>What is reported of one update of the policy. A value that is not known is NaN.</summary>
public sealed record UpdateMetrics
{
    /// <summary>Number of the update, from 1.</summary>
    public required long Update { get; init; }

    /// <summary>Environment steps learned from so far.</summary>
    public required long Steps { get; init; }

    /// <summary>Wall time of training so far, seconds, summed over resumes.</summary>
    public required double WallSeconds { get; init; }

    /// <summary>Mean undiscounted return of the latest episodes.</summary>
    public required double MeanReturn { get; init; }

    /// <summary>Mean length of the latest episodes, steps.</summary>
    public required double MeanLength { get; init; }

    /// <summary>Environment steps a second, over the latest updates.</summary>
    public required double StepsPerSecond { get; init; }

    /// <summary>The learner's figures, by name.</summary>
    public IReadOnlyDictionary<string, double> Statistics { get; init; } = new Dictionary<string, double>();
}
