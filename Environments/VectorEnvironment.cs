namespace RlOrleans.Environments;

// Legend: N lanes, D observation size, A action size.

/// <summary>
/// The half of a vector environment that is the same for all: checks, counters, autoreset, time limit and snapshots. What
/// is left to implement is the simulator: the start of an episode, a step of all lanes, the observation, and the state.
/// </summary>
/// <remarks>
/// A simulator that steps all lanes in one loop, over arrays of one field each, can use the vector units of the processor;
/// that is what this is for. One that does not is simpler as an <see cref="IEnvironment"/>.
/// </remarks>
public abstract class VectorEnvironment : VectorEnvironmentBase
{
    /// <summary>Makes lanes, to be reset or restored before the first step.</summary>
    /// <param name="spec">What the environment is.</param>
    /// <param name="lanes">N, at least 1.</param>
    protected VectorEnvironment(EnvironmentSpec spec, int lanes)
        : base(spec, lanes)
    {
    }

    /// <summary>Takes a step in every lane. A lane that ends is started anew by the caller, after it has been observed.</summary>
    /// <param name="actions">Elements of the action space, <c>[N, A]</c>; checked by the caller.</param>
    /// <param name="rewards">Receives the rewards, <c>[N]</c>.</param>
    /// <param name="terminated">Receives which lanes reached an end of their own, <c>[N]</c>; written as a whole.</param>
    protected abstract void Advance(ReadOnlySpan<float> actions, Span<float> rewards, Span<bool> terminated);

    private protected sealed override void StepLanes(ReadOnlySpan<float> actions, StepBatch result)
    {
        Advance(actions, result.Rewards, result.Terminated);
        int size = result.ObservationSize, limit = Spec.MaxEpisodeSteps;
        for (int lane = 0; lane < LaneCount; lane++)
        {
            bool truncated = Steps[lane] >= limit;
            result.Truncated[lane] = truncated;
            if (result.Terminated[lane] | truncated)
            {
                Observe(lane, result.FinalObservations.AsSpan(lane * size, size));
                BeginNext(lane);
            }

            Observe(lane, result.Observations.AsSpan(lane * size, size));
        }
    }
}
