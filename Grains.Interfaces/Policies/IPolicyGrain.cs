using System.Collections.Immutable;
using Orleans.Concurrency;
using RlOrleans.Agents;
using RlOrleans.Runs;

namespace RlOrleans.Policies;

/// <summary>
/// The learner of a run; key: run id. It takes trajectories from the stream <c>experience/run</c>, updates on a thread
/// of its own, and publishes each new version on <c>policy/run</c>.
/// </summary>
public interface IPolicyGrain : IGrainWithStringKey
{
    /// <summary>
    /// Creates the learner, from the latest good checkpoint when <paramref name="resume"/> is set and there ever was one.
    /// Nothing is published until <see cref="Begin"/>. Safe to retry.
    /// </summary>
    /// <exception cref="RunException">None of the checkpoints can be read.</exception>
    Task<PolicyStart> Prepare(RunSpec spec, bool resume);

    /// <summary>Publishes the current version: agents that listen begin to act.</summary>
    Task Begin();

    /// <summary>Asks for a checkpoint at the next update and no version after it; reported as stopped to the run.</summary>
    [AlwaysInterleave]
    Task Stop();

    /// <summary>Ends learning at once and frees the learner. Safe to retry.</summary>
    [AlwaysInterleave]
    Task Close();

    /// <summary>The latest version: of the learner while the run goes on, of the run's saved policy afterwards.</summary>
    /// <exception cref="RunException">The run has no policy yet.</exception>
    [AlwaysInterleave]
    Task<PolicySnapshot> GetSnapshot();
}

/// <summary>Where a prepared learner stands.</summary>
[GenerateSerializer, Immutable, Alias("rl.PolicyStart")]
public sealed record PolicyStart
{
    /// <summary>Shape of the network.</summary>
    [Id(0)] public required PolicyShape Policy { get; init; }

    /// <summary>Steps per lane of a trajectory.</summary>
    [Id(1)] public required int RolloutSteps { get; init; }

    /// <summary>How far training is: zeros for a fresh learner, the checkpoint's figures otherwise.</summary>
    [Id(2)] public required RunProgress Progress { get; init; }

    /// <summary>States of the agents, by number, at that point; empty for a fresh learner.</summary>
    [Id(3)] public ImmutableArray<AgentState> Agents { get; init; } = [];

    /// <summary>What a person should know of the resume, as sentences: checkpoints that were passed over, say.</summary>
    [Id(4)] public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>Trajectories that an agent may have on the way before one of them is learned from.</summary>
    [Id(5)] public required int MaxInFlight { get; init; }
}

/// <summary>What rebuilds a policy around a vector of weights.</summary>
/// <param name="ObservationSize">D: floats of one observation.</param>
/// <param name="ActionSize">A: floats of one action.</param>
/// <param name="StateSize">Floats that a lane carries from step to step; 0 for a policy without recurrence.</param>
/// <param name="WeightCount">Weights of the policy.</param>
/// <param name="Spec">The policy's description as JSON, as policy files carry it.</param>
[GenerateSerializer, Immutable, Alias("rl.PolicyShape")]
public sealed record PolicyShape(
    [property: Id(0)] int ObservationSize,
    [property: Id(1)] int ActionSize,
    [property: Id(2)] int StateSize,
    [property: Id(3)] int WeightCount,
    [property: Id(4)] string Spec);

/// <summary>One immutable version of a policy; the item of the stream <c>policy/run</c>.</summary>
[GenerateSerializer, Immutable, Alias("rl.PolicySnapshot")]
public sealed record PolicySnapshot
{
    /// <summary>Updates that made it; 0 is the initial policy.</summary>
    [Id(0)] public required long Version { get; init; }

    /// <summary>Shape of the network.</summary>
    [Id(1)] public required PolicyShape Shape { get; init; }

    /// <summary>The policy's weights, in the learner's order.</summary>
    [Id(2)] public required ImmutableArray<float> Weights { get; init; }

    /// <summary>Whether the trajectory acted on this version must carry the agent's state, for a checkpoint.</summary>
    [Id(3)] public bool IncludeAgentState { get; init; }

    /// <summary>Trajectories of each agent that were learned from since the run was last started, by agent number.</summary>
    [Id(4)] public ImmutableArray<long> Taken { get; init; } = [];
}

/// <summary>What the policy tells its run after an update.</summary>
[GenerateSerializer, Immutable, Alias("rl.UpdateReport")]
public sealed record UpdateReport
{
    /// <summary>Progress after the update.</summary>
    [Id(0)] public required RunProgress Progress { get; init; }

    /// <summary>Updates done at the checkpoint that this update ended with; null when it ended with none.</summary>
    [Id(1)] public long? Checkpoint { get; init; }

    /// <summary>No version follows: all steps are trained, or a stop was asked for.</summary>
    [Id(2)] public bool Final { get; init; }

    /// <summary>Lower-case hexadecimal SHA-256 of the weights, on the final report.</summary>
    [Id(3)] public string? WeightsHash { get; init; }
}
