using System.Buffers;

namespace RlOrleans.Environments;

// Legend: N lanes, D observation size, A action size (1 for a discrete action: its index carried in a float).

/// <summary>
/// N independent copies ("lanes") of one environment, stepped together. Not safe for concurrent use.
/// </summary>
/// <remarks>
/// <para>
/// Episode k of lane i is a pure function of (seed, purpose, agent, <see cref="EnvironmentSeed.FirstLane"/> + i, k)
/// and of the actions taken in it. Neither N nor what other lanes do has any part in it, so one lane can be
/// replayed alone: create a vector of one lane, <see cref="Reset"/> it with the recorded lane as
/// <see cref="EnvironmentSeed.FirstLane"/>, and <see cref="ResetLane"/> it to the recorded episode.
/// </para>
/// <para>
/// Autoreset happens in the same step: a lane that ends reports its last observation in
/// <see cref="StepBatch.FinalObservations"/>, and the first one of its next episode in
/// <see cref="StepBatch.Observations"/>.
/// </para>
/// </remarks>
public interface IVectorEnvironment : IDisposable
{
    /// <summary>What the environment is.</summary>
    EnvironmentSpec Spec { get; }

    /// <summary>
    /// Whether the environment itself sees to it that no call lasts for ever, and a caller need not watch it. Default: no,
    /// and a call that lasts for longer than twice <see cref="EnvironmentSpec.StepDeadline"/> is given up.
    /// </summary>
    bool KeepsDeadlines => false;

    /// <summary>
    /// Whether the latest step wrote <see cref="StepBatch.Returns"/>, because its rewards are not the simulator's own. False
    /// before the first step where it is not known earlier: another process may be the one that changes rewards.
    /// </summary>
    bool ReportsReturns => false;

    /// <summary>N; 1 to <see cref="EnvironmentRegistry.MaxLaneCount"/>.</summary>
    int LaneCount { get; }

    /// <summary>The episode that each lane is in, counted from 0; <c>[N]</c>. It changes with every step and reset.</summary>
    ReadOnlySpan<uint> Episodes { get; }

    /// <summary>Starts episode 0 in every lane.</summary>
    /// <param name="seed">Which episodes the lanes play.</param>
    /// <param name="observations">Receives the first observations, <c>[N, D]</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="observations"/> has another length than N · D.</exception>
    void Reset(in EnvironmentSeed seed, Span<float> observations);

    /// <summary>
    /// Abandons what one lane is playing and starts the given episode in it. Its later episodes count on from there. It is
    /// also the way back for a lane that is <see cref="StepBatch.Aborted"/>.
    /// </summary>
    /// <param name="lane">Which lane; 0 to N − 1.</param>
    /// <param name="episode">The episode to start.</param>
    /// <param name="observation">Receives the lane's first observation, <c>[D]</c>.</param>
    /// <exception cref="InvalidOperationException">The environment has been neither reset nor restored.</exception>
    void ResetLane(int lane, uint episode, Span<float> observation);

    /// <summary>
    /// Makes an episode of an aborted lane ready beside the steps of the other lanes, where that may last: when the task ends,
    /// <see cref="ResetLane"/> with the same episode comes back at once, or throws what the start failed of. Returns at once
    /// itself, and may be called again. Where <see cref="ResetLane"/> does all of it there is nothing to wait for.
    /// </summary>
    /// <param name="lane">Which lane; 0 to N − 1.</param>
    /// <param name="episode">The episode to be started.</param>
    /// <returns>Never fails.</returns>
    Task PrepareLane(int lane, uint episode) => Task.CompletedTask;

    /// <summary>Takes one step in every lane, and starts the next episode in each lane that ended.</summary>
    /// <param name="actions">One action a lane, <c>[N, A]</c>, each an element of the action space.</param>
    /// <param name="result">Receives everything that the step gave.</param>
    /// <exception cref="ArgumentException">
    /// An action is no element of the action space, or a length does not fit. No lane has moved then.
    /// </exception>
    /// <exception cref="InvalidOperationException">The environment has been neither reset nor restored.</exception>
    void Step(ReadOnlySpan<float> actions, StepBatch result);

    /// <summary>
    /// Writes everything that the future depends on: seed, counters and the state of every lane. Contains no
    /// observations: whoever steps the environment holds the current ones already.
    /// </summary>
    /// <exception cref="InvalidOperationException">The environment has been neither reset nor restored.</exception>
    void Snapshot(IBufferWriter<byte> destination);

    /// <summary>Continues from a snapshot, bit for bit as if never interrupted.</summary>
    /// <exception cref="InvalidDataException">
    /// The snapshot is damaged, or is of another environment or number of lanes. The environment is as it was before.
    /// </exception>
    void Restore(ReadOnlySpan<byte> source);
}
