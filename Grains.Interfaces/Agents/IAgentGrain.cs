using System.Collections.Immutable;
using Orleans.Concurrency;
using RlOrleans.Environments;
using RlOrleans.Episodes;
using RlOrleans.Policies;
using RlOrleans.Runs;

namespace RlOrleans.Agents;

/// <summary>
/// Acts in one vector of lanes with a replica of the policy; key: <c>run/agent/i</c>. Each policy version that the
/// stream <c>policy/run</c> brings is acted on for n_steps, and the trajectory published on <c>experience/run</c>; in an
/// asynchronous algorithm the agent goes on with it until a newer one comes.
/// </summary>
public interface IAgentGrain : IGrainWithStringKey
{
    /// <summary>
    /// Takes the lanes into use and listens for policies. With a <paramref name="state"/> (from a checkpoint) the
    /// next trajectory is the one that followed it. Safe to retry: starting again begins anew.
    /// </summary>
    [ResponseTimeout(IEnvironmentGrain.LongestCall)]
    Task Start(AgentStart start, AgentState? state);

    /// <summary>Ends acting, waits for the step under way, and frees the lanes. Safe to retry.</summary>
    [ResponseTimeout(IEnvironmentGrain.LongestCall)]
    [AlwaysInterleave]
    Task Stop();

    /// <summary>Seals the shard that the agent's episodes go to, if it holds any. Safe to retry.</summary>
    [AlwaysInterleave]
    Task SealEpisodes();

    /// <summary>A sign of life; keeps the grain active while its run goes on.</summary>
    [AlwaysInterleave]
    Task<AgentStatus> Ping();

    /// <summary>
    /// Plays whole episodes greedily, one a lane until all are played, and yields each as it ends. Lane i plays the
    /// episodes i, i + lanes, …: no bias toward short episodes. The same request yields the same episodes.
    /// </summary>
    IAsyncEnumerable<EpisodeSummary> Evaluate(EvaluationRequest request, CancellationToken cancellationToken = default);
}

/// <summary>What an agent needs to know of its run.</summary>
[GenerateSerializer, Immutable, Alias("rl.AgentStart")]
public sealed record AgentStart
{
    /// <summary>Run id.</summary>
    [Id(0)] public required string RunId { get; init; }

    /// <summary>Number of the agent in its run, from 0.</summary>
    [Id(1)] public required int Agent { get; init; }

    /// <summary>The run's spec.</summary>
    [Id(2)] public required RunSpec Spec { get; init; }

    /// <summary>Steps per lane of one trajectory.</summary>
    [Id(3)] public required int RolloutSteps { get; init; }

    /// <summary>Shape of the policy network.</summary>
    [Id(4)] public required PolicyShape Policy { get; init; }

    /// <summary>
    /// Trajectories that may be on the way before one of them is learned from: 1 where each version is acted on once, more
    /// where the agent goes on with the newest version it has.
    /// </summary>
    [Id(5)] public int MaxInFlight { get; init; } = 1;
}

/// <summary>All that an agent must get back to continue bit for bit.</summary>
[GenerateSerializer, Immutable, Alias("rl.AgentState")]
public sealed record AgentState
{
    /// <summary>Counter of the next action draw.</summary>
    [Id(0)] public required ulong ActionCounter { get; init; }

    /// <summary>Snapshot of the environment grain.</summary>
    [Id(1)] public required ImmutableArray<byte> Environment { get; init; }

    /// <summary>Observations [N, D] to act on next.</summary>
    [Id(2)] public required ImmutableArray<float> Observations { get; init; }

    /// <summary>The episodes under way, one a lane.</summary>
    [Id(3)] public required ImmutableArray<OpenEpisode> OpenEpisodes { get; init; }

    /// <summary>Number of the next episode that the agent records.</summary>
    [Id(4)] public required long NextOrdinal { get; init; }

    /// <summary>Number of the shard that is open for the agent's episodes.</summary>
    [Id(5)] public required int Shard { get; init; }

    /// <summary>States [N, S] of a recurrent policy; empty without recurrence.</summary>
    [Id(7)] public ImmutableArray<float> PolicyStates { get; init; } = [];
}

/// <summary>An episode that a lane is in the middle of; the arrays are empty when training is not recorded.</summary>
[GenerateSerializer, Immutable, Alias("rl.OpenEpisode")]
public sealed record OpenEpisode
{
    /// <summary>Which episode of its lane it is, from 0.</summary>
    [Id(0)] public required uint Episode { get; init; }

    /// <summary>Steps so far.</summary>
    [Id(1)] public required int Length { get; init; }

    /// <summary>Return so far.</summary>
    [Id(2)] public required double Return { get; init; }

    /// <summary>[Length, D], or, where <see cref="ObservationSegments"/> says where it belongs, what differs from row to row.</summary>
    [Id(3)] public ImmutableArray<float> Observations { get; init; } = [];

    /// <summary>[Length, A].</summary>
    [Id(4)] public ImmutableArray<float> Actions { get; init; } = [];

    /// <summary>[Length].</summary>
    [Id(5)] public ImmutableArray<float> Rewards { get; init; } = [];

    /// <summary>[Length].</summary>
    [Id(6)] public ImmutableArray<float> LogProbs { get; init; } = [];

    /// <summary>[Length].</summary>
    [Id(7)] public ImmutableArray<long> PolicyVersions { get; init; } = [];

    /// <summary>As in <see cref="Episode.ObservationSegments"/>.</summary>
    [Id(8)] public ImmutableArray<int> ObservationSegments { get; init; } = [];
}

/// <summary>An agent at a glance.</summary>
[GenerateSerializer, Immutable, Alias("rl.AgentStatus")]
public sealed record AgentStatus(
    [property: Id(0)] bool Acting,
    [property: Id(1)] long PolicyVersion,
    [property: Id(2)] long Steps);

/// <summary>An evaluation to play.</summary>
[GenerateSerializer, Immutable, Alias("rl.EvaluationRequest")]
public sealed record EvaluationRequest
{
    /// <summary>Run that the policy is of.</summary>
    [Id(0)] public required string RunId { get; init; }

    /// <summary>Registered environment id.</summary>
    [Id(1)] public required string Environment { get; init; }

    /// <summary>Episodes to play.</summary>
    [Id(2)] public required int Episodes { get; init; }

    /// <summary>Seed of the evaluation's episodes.</summary>
    [Id(3)] public required ulong Seed { get; init; }

    /// <summary>The policy to act with.</summary>
    [Id(4)] public required PolicySnapshot Policy { get; init; }

    /// <summary>Where to record the episodes; null leaves them unrecorded.</summary>
    [Id(5)] public RecordingTarget? Record { get; init; }
}
