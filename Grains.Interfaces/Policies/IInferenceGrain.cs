using System.Collections.Immutable;
using RlOrleans.Runs;

namespace RlOrleans.Policies;

/// <summary>Acts with a run's latest policy for callers outside of training; key: run id. Any number of replicas.</summary>
public interface IInferenceGrain : IGrainWithStringKey
{
    /// <summary>Actions [N, A] for observations [N, D], greedy.</summary>
    /// <exception cref="RunException">The run has no policy, the observations are not of its size, or the policy carries a state.</exception>
    Task<ImmutableArray<float>> Act(ImmutableArray<float> observations);

    /// <summary>
    /// The same with a policy that carries a state from step to step, which the caller keeps between its calls: one of zeros
    /// at the begin of each episode, then what the call before gave. Safe to retry.
    /// </summary>
    /// <param name="observations">[N, D].</param>
    /// <param name="states">[N, S]; empty for zeros.</param>
    /// <exception cref="RunException">The run has no policy, or the observations or the states are not of its sizes.</exception>
    Task<RecurrentActions> ActFrom(ImmutableArray<float> observations, ImmutableArray<float> states);
}

/// <summary>What a policy that carries a state does, and what it remembers. N rows, A action size, S state size.</summary>
/// <param name="Actions">[N, A], greedy.</param>
/// <param name="States">[N, S]: to be given with the next observations.</param>
[GenerateSerializer, Immutable, Alias("rl.RecurrentActions")]
public sealed record RecurrentActions(
    [property: Id(0)] ImmutableArray<float> Actions,
    [property: Id(1)] ImmutableArray<float> States);
