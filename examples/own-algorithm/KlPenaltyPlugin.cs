using RlOrleans.Learning;

namespace KlPenalty;

/// <summary>What <c>rl train … --plugin KlPenalty.dll --algorithm ppo-kl</c> looks for: it makes the algorithm known by its name.</summary>
public sealed class KlPenaltyPlugin : IAlgorithmPlugin
{
    /// <inheritdoc/>
    public void Register(AlgorithmRegistry algorithms)
    {
        ArgumentNullException.ThrowIfNull(algorithms);
        algorithms.Register(KlPenaltyLearner.Descriptor);
    }
}
