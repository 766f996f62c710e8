using System.Collections.Immutable;
using RlOrleans.Runs;

namespace RlOrleans.Environments;

/// <summary>
/// A vector of N lanes of one environment; key: <c>run/env/i</c>. Stepped by the one agent of the same number.
/// D: observation size, A: action size (1 for a discrete action, whose index is carried in a float).
/// </summary>
public interface IEnvironmentGrain : IGrainWithStringKey
{
    /// <summary>How long a call may last, as attributes take it: a step of lanes that hang, or of a service that is away.</summary>
    const string LongestCall = "00:15:00";

    /// <summary>Creates the lanes afresh and resets them, whatever was there before; returns observations [N, D].</summary>
    [ResponseTimeout(LongestCall)]
    Task<ImmutableArray<float>> Start(EnvironmentStart start);

    /// <summary>
    /// Creates the lanes from a snapshot; the next <see cref="Step"/> continues it bit for bit. Lanes of a simulator that
    /// cannot be restored come back as aborted.
    /// </summary>
    [ResponseTimeout(LongestCall)]
    Task Restore(EnvironmentStart start, ImmutableArray<byte> snapshot);

    /// <summary>
    /// Steps all lanes once. Not safe to retry: <paramref name="sequence"/> counts the steps since the start or restore,
    /// and a step out of order is refused. A lane whose simulator fails is aborted, and started again a little later.
    /// </summary>
    /// <param name="sequence">0 for the first step after <see cref="Start"/> or <see cref="Restore"/>.</param>
    /// <param name="actions">[N, A].</param>
    /// <exception cref="RunException">All lanes are retired.</exception>
    [ResponseTimeout(LongestCall)]
    ValueTask<VectorStep> Step(long sequence, ImmutableArray<float> actions);

    /// <summary>States and random counters of all lanes.</summary>
    [ResponseTimeout(LongestCall)]
    ValueTask<ImmutableArray<byte>> Snapshot();

    /// <summary>Frees the lanes; the grain can be started again.</summary>
    [ResponseTimeout(LongestCall)]
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

    /// <summary>What simulators failed of, and which lanes are without an episode; null where all play.</summary>
    [Id(6)] public LaneFaults? Faults { get; init; }

    /// <summary>Whether a lane was without an episode in this step: it has no outcome, and is not to be learned from.</summary>
    public bool IsAborted(int lane) => Faults is { } faults && faults.Aborted[lane];
}

/// <summary>Lanes whose simulators failed, as of one step.</summary>
[GenerateSerializer, Immutable, Alias("rl.LaneFaults")]
public sealed record LaneFaults
{
    /// <summary>
    /// [N]: the lane lost its episode in this step, or was without one. Its flags are false, its reward is 0, and its
    /// observation is the first one of its next episode if that has begun, otherwise an older one.
    /// </summary>
    [Id(0)] public required ImmutableArray<bool> Aborted { get; init; }

    /// <summary>[N]: the episode that each lane plays next.</summary>
    [Id(1)] public required ImmutableArray<uint> Episodes { get; init; }

    /// <summary>Episodes that were lost in this step.</summary>
    [Id(2)] public int AbortedEpisodes { get; init; }

    /// <summary>[N]: the lane failed too often to be started again.</summary>
    [Id(3)] public required ImmutableArray<bool> Retired { get; init; }

    /// <summary>Whether time passed and nothing else: no lane played, and none lost its episode.</summary>
    public bool IsRest => AbortedEpisodes == 0 && !Aborted.Contains(false);
}
