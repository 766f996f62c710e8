using System.Collections.Immutable;
using RlOrleans.Agents;

namespace RlOrleans.Runs;

/// <summary>
/// A run between two updates: the learner after update k, and every agent as it stood when it had sent what update k
/// learned from. Going on from here is the same, bit for bit, as never having stopped; in an asynchronous run of several
/// agents it is as good as that, and another, for there the order in which trajectories arrive is part of the result.
/// </summary>
[GenerateSerializer, Immutable, Alias("rl.Checkpoint")]
public sealed record Checkpoint
{
    /// <summary>How far the run is.</summary>
    [Id(0)] public required RunProgress Progress { get; init; }

    /// <summary>The learner's own form: weights, optimiser, counters.</summary>
    [Id(1)] public required ImmutableArray<byte> Learner { get; init; }

    /// <summary>The agents, by number.</summary>
    [Id(2)] public required ImmutableArray<AgentState> Agents { get; init; }

    /// <summary>Returns of the latest episodes, oldest first.</summary>
    [Id(3)] public required ImmutableArray<double> RecentReturns { get; init; }

    /// <summary>Their lengths.</summary>
    [Id(4)] public required ImmutableArray<int> RecentLengths { get; init; }

    /// <summary>Weights of the version before, where the agent's next trajectory is to be acted on it; otherwise empty.</summary>
    [Id(5)] public ImmutableArray<float> PreviousWeights { get; init; } = [];
}
