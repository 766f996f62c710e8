using System.Collections.Immutable;

namespace RlOrleans.Runs;

/// <summary>What a caller asks of a run; whatever is left null comes from the recipe.</summary>
public sealed record RunRequest
{
    /// <summary>Registered environment id.</summary>
    public required string Environment { get; init; }

    /// <summary>Wrappers around the environment, such as <c>frame-stack=4</c>, from the inside out.</summary>
    public ImmutableArray<string> Wrappers { get; init; } = [];

    /// <summary>Paths of assemblies that environments and algorithms are registered by.</summary>
    public ImmutableArray<string> Plugins { get; init; } = [];

    /// <summary>Registered algorithm name.</summary>
    public string Algorithm { get; init; } = "ppo";

    /// <summary>Environment steps over all lanes.</summary>
    public long? Steps { get; init; }

    /// <summary>Seed of all randomness.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Number of agents.</summary>
    public int Agents { get; init; } = 1;

    /// <summary>Lanes of each agent.</summary>
    public int? Lanes { get; init; }

    /// <summary>Which episodes are recorded.</summary>
    public Recording Record { get; init; } = Recording.Evaluation;

    /// <summary>Hyperparameters that overlay the recipe's, by name.</summary>
    public ImmutableDictionary<string, string> Set { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Folder of the dataset; <c>datasets/&lt;environment&gt;</c> when left null.</summary>
    public string? Dataset { get; init; }

    /// <summary>Updates between checkpoints.</summary>
    public int? CheckpointEvery { get; init; }

    /// <summary>Episodes of the final evaluation.</summary>
    public int EvaluationEpisodes { get; init; } = 100;
}
