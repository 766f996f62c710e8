using System.Collections.Immutable;

using RlOrleans.Runs;

namespace RlOrleans.Policies;

/// <summary>Acts with a run's latest policy for callers outside of training; key: run id. Any number of replicas.</summary>
public interface IInferenceGrain : IGrainWithStringKey
{
    /// <summary>Actions [N, A] for observations [N, D], greedy.</summary>
    /// <exception cref="RunException">The run has no policy, or the observations are not of its size.</exception>
    Task<ImmutableArray<float>> Act(ImmutableArray<float> observations);
}
