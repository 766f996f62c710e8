namespace RlOrleans.Learning;

/// <summary>
/// What one agent experienced in T steps of its N lanes, acting with one version of the policy.
/// </summary>
/// <remarks>
/// Legend: T steps, N lanes, D observation size, A action size, S state size, K truncated steps. Arrays
/// are flat and row-major. Lanes start again by themselves: the observation after an episode's last step is the first of
/// the next episode, and the one that the episode ended on is kept apart for truncated steps, whose value it bootstraps.
/// </remarks>
/// <param name="Steps">T.</param>
/// <param name="Lanes">N.</param>
/// <param name="PolicyVersion">The version that chose the actions.</param>
/// <param name="Observations">[T, N, D]: what the action was chosen on.</param>
/// <param name="Actions">[T, N, A]: as they were chosen, before a continuous one was brought within its bounds.</param>
/// <param name="LogProbs">[T, N]: of the action, under the version that chose it.</param>
/// <param name="Rewards">[T, N].</param>
/// <param name="Terminated">[T, N]: the episode came to an end of its own.</param>
/// <param name="Truncated">[T, N]: the episode was cut by a limit. Where both flags are set, terminated counts.</param>
/// <param name="LastObservations">[N, D]: what the next action would be chosen on.</param>
/// <param name="FinalObservations">[K, D]: what each truncated step led to, in order of (t, n).</param>
public sealed record Rollout(
    int Steps,
    int Lanes,
    long PolicyVersion,
    ReadOnlyMemory<float> Observations,
    ReadOnlyMemory<float> Actions,
    ReadOnlyMemory<float> LogProbs,
    ReadOnlyMemory<float> Rewards,
    ReadOnlyMemory<bool> Terminated,
    ReadOnlyMemory<bool> Truncated,
    ReadOnlyMemory<float> LastObservations,
    ReadOnlyMemory<float> FinalObservations)
{
    /// <summary>
    /// [T, N]: not to be learned from, because the simulator failed and the episode was lost, or because there was none to
    /// play. What is marked begins with an episode or with the rollout, and goes on to the step before another episode
    /// begins. Empty where every step counts.
    /// </summary>
    public ReadOnlyMemory<bool> Excluded { get; init; }

    /// <summary>[N, S]: the states of a recurrent policy before the first step; empty without recurrence.</summary>
    public ReadOnlyMemory<float> InitialStates { get; init; }
}
