using System.Collections.Immutable;

namespace RlOrleans.Environments;

/// <summary>
/// A vector of N lanes of one environment; key: <c>run/env/i</c>. Stepped by the one agent of the same number.
/// D: observation size, A: action size (1 for a discrete action, whose index is carried in a float).
/// </summary>
public interface IEnvironmentGrain : IGrainWithStringKey
{
    /// <summary>Creates the lanes afresh and resets them, whatever was there before; returns observations [N, D].</summary>
    Task<ImmutableArray<float>> Start(EnvironmentStart start);

    /// <summary>Creates the lanes from a snapshot; the next <see cref="Step"/> continues it bit for bit.</summary>
    /// <exception cref="InvalidDataException">The snapshot is of another environment or corrupt.</exception>
    Task Restore(EnvironmentStart start, ImmutableArray<byte> snapshot);

    /// <summary>
    /// Steps all lanes once. Not safe to retry: <paramref name="sequence"/> counts the steps since the start or restore,
    /// and a step out of order is refused.
    /// </summary>
    /// <param name="sequence">0 for the first step after <see cref="Start"/> or <see cref="Restore"/>.</param>
    /// <param name="actions">[N, A].</param>
    ValueTask<VectorStep> Step(long sequence, ImmutableArray<float> actions);

    /// <summary>States and random counters of all lanes.</summary>
    ValueTask<ImmutableArray<byte>> Snapshot();

    /// <summary>Frees the lanes; the grain can be started again.</summary>
    Task Close();
}

/// <summary>Which lanes to create. Lane i's randomness is a function of (seed, purpose, agent, i) and its counters.</summary>
[GenerateSerializer, Immutable, Alias("rl.EnvironmentStart")]
public sealed record EnvironmentStart(
    [property: Id(0)] string Environment,
    [property: Id(1)] int Lanes,
    [property: Id(2)] ulong Seed,
    [property: Id(3)] byte Purpose,
    [property: Id(4)] uint Agent);

/// <summary>What one step of all lanes gave. A lane that ended has already been reset (same-step autoreset).</summary>
/// <param name="Observations">[N, D]; the reset observation where a lane ended.</param>
/// <param name="Rewards">[N].</param>
/// <param name="Terminated">[N]; the environment reached an end of its own.</param>
/// <param name="Truncated">[N]; cut from outside, by the step limit.</param>
/// <param name="FinalObservations">[K, D]; the last observation of each lane with either flag set, in lane order.</param>
[GenerateSerializer, Immutable, Alias("rl.VectorStep")]
public sealed record VectorStep(
    [property: Id(0)] ImmutableArray<float> Observations,
    [property: Id(1)] ImmutableArray<float> Rewards,
    [property: Id(2)] ImmutableArray<bool> Terminated,
    [property: Id(3)] ImmutableArray<bool> Truncated,
    [property: Id(4)] ImmutableArray<float> FinalObservations)
{
    /// <summary>
    /// [N]: what the episode's rewards add up to so far, before wrappers changed them; empty where the rewards are the
    /// simulator's own.
    /// </summary>
    [Id(5)] public ImmutableArray<double> Returns { get; init; } = [];
}
