using System.Collections.Immutable;
using RlOrleans.Episodes;

namespace RlOrleans.Agents;

/// <summary>
/// What one agent experienced under one policy version; the item of the stream <c>experience/run</c>.
/// T steps, N lanes, D observation size, A action size, K truncated steps; arrays are row-major.
/// </summary>
[GenerateSerializer, Immutable, Alias("rl.Trajectory")]
public sealed record Trajectory
{
    /// <summary>Number of the agent in its run.</summary>
    [Id(0)] public required int Agent { get; init; }

    /// <summary>The version that was acted on.</summary>
    [Id(1)] public required long PolicyVersion { get; init; }

    /// <summary>T.</summary>
    [Id(2)] public required int Steps { get; init; }

    /// <summary>N.</summary>
    [Id(3)] public required int Lanes { get; init; }

    /// <summary>[T, N, D]: what was seen before each action.</summary>
    [Id(4)] public required ImmutableArray<float> Observations { get; init; }

    /// <summary>[T, N, A]: as they were chosen, before a continuous one was brought within its bounds.</summary>
    [Id(5)] public required ImmutableArray<float> Actions { get; init; }

    /// <summary>[T, N]: log-probability of each action when it was drawn.</summary>
    [Id(6)] public required ImmutableArray<float> LogProbs { get; init; }

    /// <summary>[T, N].</summary>
    [Id(7)] public required ImmutableArray<float> Rewards { get; init; }

    /// <summary>[T, N].</summary>
    [Id(8)] public required ImmutableArray<bool> Terminated { get; init; }

    /// <summary>[T, N].</summary>
    [Id(9)] public required ImmutableArray<bool> Truncated { get; init; }

    /// <summary>[N, D]: what the next action will be taken on.</summary>
    [Id(10)] public required ImmutableArray<float> LastObservations { get; init; }

    /// <summary>[K, D]: the last observation of each truncated episode, in (t, n) order.</summary>
    [Id(11)] public required ImmutableArray<float> FinalObservations { get; init; }

    /// <summary>The episodes that ended, in (t, n) order.</summary>
    [Id(12)] public required ImmutableArray<EpisodeSummary> Episodes { get; init; }

    /// <summary>The agent right after the last step, where the policy asked for it: the agent's part of a checkpoint.</summary>
    [Id(13)] public AgentState? State { get; init; }

    /// <summary>[N, S]: the states of a recurrent policy before the first step; empty without recurrence.</summary>
    [Id(14)] public ImmutableArray<float> InitialStates { get; init; } = [];

    /// <summary>
    /// [T, N]: not to be learned from, because the simulator failed and the episode was lost, or because there was none; empty
    /// where all count.
    /// </summary>
    [Id(20)] public ImmutableArray<bool> Excluded { get; init; } = [];

    /// <summary>Episodes that were lost since the trajectory before.</summary>
    [Id(21)] public int AbortedEpisodes { get; init; }

    /// <summary>Lanes that failed too often to be started again.</summary>
    [Id(22)] public int RetiredLanes { get; init; }

    /// <summary>Number of the trajectory since the agent was last started, from 0.</summary>
    [Id(15)] public long Sequence { get; init; }
}
