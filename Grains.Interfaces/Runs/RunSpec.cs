using System.Collections.Immutable;

namespace RlOrleans.Runs;

/// <summary>
/// Everything that decides how a run goes. Two runs of equal specs end with equal weights, bit for bit on one CPU type;
/// only <see cref="Record"/>, <see cref="Dataset"/>, <see cref="CheckpointEvery"/> and
/// <see cref="EvaluationEpisodes"/> are free to differ without touching the weights.
/// </summary>
[GenerateSerializer, Immutable, Alias("rl.RunSpec")]
public sealed record RunSpec
{
    /// <summary>
    /// Registered environment id, such as <c>CartPole-v1</c>, with its wrappers from the inside out:
    /// <c>CartPole-v1|frame-stack=4|time-limit=200</c>.
    /// </summary>
    [Id(0)] public required string Environment { get; init; }

    /// <summary>Registered algorithm name, such as <c>ppo</c>.</summary>
    [Id(1)] public required string Algorithm { get; init; }

    /// <summary>Environment steps to train for, over all lanes: an upper bound, met to within one rollout.</summary>
    [Id(2)] public required long Steps { get; init; }

    /// <summary>The one seed that all randomness of the run is a function of.</summary>
    [Id(3)] public required ulong Seed { get; init; }

    /// <summary>Agent grains, each with an environment grain of its own. 1 to <see cref="RunLimits.MaxAgents"/>.</summary>
    [Id(4)] public required int Agents { get; init; }

    /// <summary>Lanes (environment copies stepped together) of each agent. 1 to <see cref="RunLimits.MaxLanes"/>.</summary>
    [Id(5)] public required int Lanes { get; init; }

    /// <summary>The resolved hyperparameters by name: defaults, overlaid with the recipe, overlaid with the caller's.</summary>
    [Id(6)] public required ImmutableDictionary<string, string> Hyperparameters { get; init; }

    /// <summary>Which episodes end in the dataset.</summary>
    [Id(7)] public Recording Record { get; init; } = Recording.Evaluation;

    /// <summary>Folder of the dataset that recorded episodes end in.</summary>
    [Id(8)] public required string Dataset { get; init; }

    /// <summary>Updates between two checkpoints; 0 takes one every two seconds.</summary>
    [Id(9)] public int CheckpointEvery { get; init; }

    /// <summary>Episodes of the evaluation that ends the run. 0 leaves it out.</summary>
    [Id(10)] public int EvaluationEpisodes { get; init; } = 100;

    /// <summary>The assemblies that its environment and its algorithm come from, where they are not built in.</summary>
    [Id(11)] public ImmutableArray<PluginReference> Plugins { get; init; } = [];
}

/// <summary>Which episodes of a run are recorded.</summary>
[GenerateSerializer]
public enum Recording
{
    /// <summary>None.</summary>
    None,

    /// <summary>Those of the evaluation that ends the run.</summary>
    Evaluation,

    /// <summary>Every whole episode, of training and of the evaluation.</summary>
    All,
}

/// <summary>The bounds that a <see cref="RunSpec"/> is checked against.</summary>
public static class RunLimits
{
    /// <summary>Most agents of a run.</summary>
    public const int MaxAgents = 4096;

    /// <summary>Most lanes of an agent.</summary>
    public const int MaxLanes = 65_536;

    /// <summary>Most steps of a run.</summary>
    public const long MaxSteps = 1_000_000_000_000;

    /// <summary>Most episodes of an evaluation.</summary>
    public const int MaxEvaluationEpisodes = 1_000_000;
}
