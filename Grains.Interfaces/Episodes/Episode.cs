using System.Collections.Immutable;

namespace RlOrleans.Episodes;

/// <summary>How one episode went.</summary>
[GenerateSerializer, Immutable, Alias("rl.EpisodeSummary")]
public readonly record struct EpisodeSummary(
    [property: Id(0)] int Lane,
    [property: Id(1)] uint Episode,
    [property: Id(2)] double Return,
    [property: Id(3)] int Length);

/// <summary>
/// A whole episode with what reproduces it. L steps, D observation size, A action size; arrays are row-major.
/// Environment, seed, purpose, agent, lane and episode number fix all chance, so the actions alone replay it.
/// </summary>
[GenerateSerializer, Immutable, Alias("rl.Episode")]
public sealed record Episode
{
    /// <summary>Unique for good: <c>run/source/lane/episode</c>.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>Number of the episode among those of its source (agent), in the order that they ended; from 0, no gaps.</summary>
    [Id(1)] public required long Ordinal { get; init; }

    /// <summary>Seed of the environment's randomness.</summary>
    [Id(2)] public required ulong Seed { get; init; }

    /// <summary>Purpose of the environment's randomness (training or evaluation sequence).</summary>
    [Id(3)] public required byte Purpose { get; init; }

    /// <summary>Number of the agent.</summary>
    [Id(4)] public required uint Agent { get; init; }

    /// <summary>Lane of the agent.</summary>
    [Id(5)] public required int Lane { get; init; }

    /// <summary>Which episode of the lane it is, from 0.</summary>
    [Id(6)] public required uint EpisodeNumber { get; init; }

    /// <summary>
    /// [L + 1, D]: what was seen before each action, then the final observation; or, where <see cref="ObservationSegments"/>
    /// says where it belongs, what differs from row to row. <see cref="ObservationRows"/> reads both.
    /// </summary>
    [Id(7)] public required ImmutableArray<float> Observations { get; init; }

    /// <summary>[L, A].</summary>
    [Id(8)] public required ImmutableArray<float> Actions { get; init; }

    /// <summary>[L].</summary>
    [Id(9)] public required ImmutableArray<float> Rewards { get; init; }

    /// <summary>[L]: log-probability of each action when it was drawn; 0 for greedy actions.</summary>
    [Id(10)] public required ImmutableArray<float> LogProbs { get; init; }

    /// <summary>[L]: the policy version that each action came from.</summary>
    [Id(11)] public required ImmutableArray<long> PolicyVersions { get; init; }

    /// <summary>The environment reached an end of its own.</summary>
    [Id(12)] public required bool Terminated { get; init; }

    /// <summary>The step limit cut it.</summary>
    [Id(13)] public required bool Truncated { get; init; }

    /// <summary>
    /// The simulator failed after the last step: what would have followed is not known. Neither of the other flags is set then.
    /// </summary>
    [Id(15)] public bool Aborted { get; init; }

    /// <summary>Undiscounted sum of rewards, as they were before wrappers changed them.</summary>
    [Id(14)] public required double Return { get; init; }

    /// <summary>
    /// Of each row: the number of segments that differ from the row before (the first: from zeros), then place and length of
    /// each, in order. Empty where rows are whole, as small ones are.
    /// </summary>
    [Id(16)] public ImmutableArray<int> ObservationSegments { get; init; } = [];

    /// <summary>L.</summary>
    public int Length => Rewards.Length;

    /// <summary>Approximate size in memory, for the bounds on shards.</summary>
    public long SizeBytes => 4L * (Observations.Length + ObservationSegments.Length + Actions.Length + Rewards.Length + LogProbs.Length) + 8L * PolicyVersions.Length + 200;
}
