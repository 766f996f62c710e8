using System.Buffers;

namespace RlOrleans.Learning;

/// <summary>
/// Turns experience into a better policy. One caller at a time; every method computes on the caller's thread.
/// </summary>
public interface ILearner : IDisposable
{
    /// <summary>The policy that is learnt, which the first of the weights belong to.</summary>
    PolicySpec Policy { get; }

    /// <summary>Updates done. An update counts even where its experience held nothing to learn from.</summary>
    long Version { get; }

    /// <summary>Steps of experience received, over all lanes.</summary>
    long StepsSeen { get; }

    /// <summary>Weights that <see cref="CopyWeights"/> gives: all networks of the learner.</summary>
    int WeightCount { get; }

    /// <summary>
    /// Floating-point operations of the matrix products that were done in all updates so far, a multiply-add counting as two:
    /// what a benchmark compares with the machine's limit. 0 for a learner that does not count.
    /// </summary>
    long Operations => 0;

    /// <summary>
    /// The same were every product computed whole: with the operations that are left out because a factor is known to be zero.
    /// The measure of what a network asks for, whoever computes it (Chowdhery et al., "PaLM", 2022: model FLOPs).
    /// </summary>
    long WholeOperations => Operations;

    /// <summary>
    /// Copies the weights: the policy's (<see cref="PolicySpec.WeightCount"/> of them), then those of the learner's other
    /// networks. Each network's come layer by layer from the input; of a dense layer, which computes <c>W x + b</c>, first
    /// <c>W[outputs, inputs]</c> row-major and then <c>b[outputs]</c>.
    /// </summary>
    /// <param name="destination">At least <see cref="WeightCount"/> values.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    void CopyWeights(Span<float> destination);

    /// <summary>Copies the policy's weights alone, which is all that acting needs.</summary>
    /// <param name="destination">At least as many values as the policy has weights.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    void CopyPolicyWeights(Span<float> destination);

    /// <summary>
    /// Learns from one rollout of each agent, in the order of the agents; an asynchronous algorithm from rollouts of whichever
    /// agents are ready, with at most the lanes that it was made for. Does not allocate in the steady state.
    /// </summary>
    /// <param name="rollouts">All with the same number of steps; their lanes are taken as one row of lanes.</param>
    /// <exception cref="ArgumentException">The rollouts do not fit each other, or what the learner was made for.</exception>
    /// <exception cref="DivergedException">A loss or a gradient is not finite.</exception>
    UpdateStatistics Update(ReadOnlySpan<Rollout> rollouts);

    /// <summary>
    /// Writes everything that the future of the learner depends on: weights, optimiser, counters, experience carried over.
    /// </summary>
    void Save(IBufferWriter<byte> destination);

    /// <summary>Takes on a saved state, after which the learner continues bit by bit as the one that was saved.</summary>
    /// <exception cref="InvalidDataException">The data is damaged, or of a learner with other settings; nothing was changed.</exception>
    void Load(ReadOnlySpan<byte> source);
}
