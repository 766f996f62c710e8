namespace RlOrleans.Environments;

/// <summary>What an environment is, known before one is created.</summary>
/// <param name="Id">The name with its version, such as <c>CartPole-v1</c>. A change of dynamics, rewards or limits is a new version.</param>
/// <param name="ObservationSpace">Where observations come from; D is its size.</param>
/// <param name="ActionSpace">Where actions come from; A is its size.</param>
/// <param name="MaxEpisodeSteps">The step at which an episode is truncated; 1 to 2^24 − 1.</param>
/// <param name="RewardThreshold">The mean return at which the task counts as solved; NaN when there is none.</param>
/// <param name="Summary">One sentence for a list.</param>
public sealed record EnvironmentSpec(
    string Id,
    Space ObservationSpace,
    Space ActionSpace,
    int MaxEpisodeSteps,
    double RewardThreshold,
    string Summary)
{
    /// <summary>
    /// How long a simulator may take for a step or a reset before it is taken to hang, and its lanes are lost; 1 millisecond
    /// to 5 minutes. It is noticed within twice that time. Default: 10 seconds.
    /// </summary>
    public TimeSpan StepDeadline { get; init; } = TimeSpan.FromSeconds(10);
}
