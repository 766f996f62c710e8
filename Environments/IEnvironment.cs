namespace RlOrleans.Environments;

/// <summary>
/// One environment with one agent in it: all that a simulator has to implement. Registered with
/// <see cref="EnvironmentRegistry.Register(EnvironmentSpec, Func{IEnvironment})"/>, it becomes a vector environment
/// with autoreset, time limit, counters and snapshots.
/// </summary>
/// <remarks>
/// It takes all its chance from the <see cref="StepRandom"/> that it is handed and keeps none, so that every episode
/// can be reproduced. An instance plays one lane and is never called concurrently.
/// </remarks>
public interface IEnvironment
{
    /// <summary>Starts an episode.</summary>
    /// <param name="random">The chance of the reset.</param>
    /// <param name="observation">Receives the first observation, <c>[D]</c>.</param>
    void Reset(in StepRandom random, Span<float> observation);

    /// <summary>Takes one step.</summary>
    /// <param name="action">An element of the action space, <c>[A]</c>; checked by the caller.</param>
    /// <param name="random">The chance of this step.</param>
    /// <param name="observation">Receives the observation after the step, <c>[D]</c>; the last one when the episode ends.</param>
    StepOutcome Step(ReadOnlySpan<float> action, in StepRandom random, Span<float> observation);

    /// <summary>Writes everything that the rest of the episode depends on.</summary>
    void Save(SnapshotWriter writer);

    /// <summary>Reads what <see cref="Save"/> wrote, and continues from there.</summary>
    /// <exception cref="InvalidDataException">What is read cannot be a state of this environment.</exception>
    void Load(ref SnapshotReader reader);
}

/// <summary>What a step of one environment gave beside the observation.</summary>
/// <param name="Reward">The reward of the step.</param>
/// <param name="Terminated">The episode reached an end of its own.</param>
/// <param name="Truncated">The environment cut the episode off. The limit of the spec is the caller's to watch.</param>
public readonly record struct StepOutcome(float Reward, bool Terminated, bool Truncated);
