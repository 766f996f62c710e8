using System.Collections.Immutable;
using System.Runtime.InteropServices;
using RlOrleans.Environments;
using RlOrleans.Episodes;

namespace RlOrleans.Agents;

/// <summary>
/// Fills the arrays of one trajectory, step by step, and hands them over without a copy: it is used once.
/// T steps, N lanes, D observation size, A action size.
/// </summary>
internal sealed class RolloutBuffer(int steps, int lanes, int observationSize, int actionSize, ReadOnlySpan<float> states)
{
    private readonly ImmutableArray<float> _initialStates = [.. states];
    private readonly float[] _observations = new float[steps * lanes * observationSize];
    private readonly float[] _actions = new float[steps * lanes * actionSize];
    private readonly float[] _logProbs = new float[steps * lanes];
    private readonly float[] _rewards = new float[steps * lanes];
    private readonly bool[] _terminated = new bool[steps * lanes];
    private readonly bool[] _truncated = new bool[steps * lanes];
    private readonly List<float> _finalObservations = [];
    private bool[]? _excluded;

    /// <summary>Where the actions [N, A] of a step are to be written.</summary>
    public Span<float> Actions(int step) => _actions.AsSpan(step * lanes * actionSize, lanes * actionSize);

    /// <summary>Where the log-probabilities [N] of a step are to be written.</summary>
    public Span<float> LogProbs(int step) => _logProbs.AsSpan(step * lanes, lanes);

    /// <summary>
    /// Takes in what a step was taken on and what it gave. False: nothing happened, and the step is still to be taken.
    /// </summary>
    public bool Add(int step, ReadOnlySpan<float> observations, VectorStep outcome)
    {
        if (outcome.Faults is { } faults)
        {
            if (faults.IsRest)
            {
                return false;
            }

            Exclude(step, faults.Aborted);
        }

        observations.CopyTo(_observations.AsSpan(step * lanes * observationSize));
        outcome.Rewards.CopyTo(_rewards.AsSpan(step * lanes, lanes));
        outcome.Terminated.CopyTo(_terminated.AsSpan(step * lanes, lanes));
        outcome.Truncated.CopyTo(_truncated.AsSpan(step * lanes, lanes));
        for (int lane = 0, final = 0; lane < lanes; lane++)
        {
            bool truncated = outcome.Truncated[lane];
            if (truncated)
            {
                _finalObservations.AddRange(outcome.FinalObservations.AsSpan().Slice(final * observationSize, observationSize));
            }

            final += truncated | outcome.Terminated[lane] ? 1 : 0;
        }

        return true;
    }

    // Of an episode that was lost nothing is learned that is not learned already: its steps are marked from the one that failed
    // back to its first, or to that of the rollout.
    private void Exclude(int step, ImmutableArray<bool> aborted)
    {
        _excluded ??= new bool[steps * lanes];
        for (int lane = 0; lane < lanes; lane++)
        {
            if (!aborted[lane])
            {
                continue;
            }

            int at = step * lanes + lane;
            do
            {
                _excluded[at] = true;
                at -= lanes;
            }
            while (at >= 0 && !(_excluded[at] | _terminated[at] | _truncated[at]));
        }
    }

    /// <summary>The trajectory, of which this buffer must not be touched again.</summary>
    public Trajectory ToTrajectory(
        int agent, long sequence, long policyVersion, ImmutableArray<float> lastObservations, ImmutableArray<EpisodeSummary> episodes, AgentState? state) => new()
        {
            Agent = agent,
            Sequence = sequence,
            PolicyVersion = policyVersion,
            Steps = steps,
            Lanes = lanes,
            Observations = ImmutableCollectionsMarshal.AsImmutableArray(_observations),
            Actions = ImmutableCollectionsMarshal.AsImmutableArray(_actions),
            LogProbs = ImmutableCollectionsMarshal.AsImmutableArray(_logProbs),
            Rewards = ImmutableCollectionsMarshal.AsImmutableArray(_rewards),
            Terminated = ImmutableCollectionsMarshal.AsImmutableArray(_terminated),
            Truncated = ImmutableCollectionsMarshal.AsImmutableArray(_truncated),
            LastObservations = lastObservations,
            FinalObservations = [.. _finalObservations],
            Episodes = episodes,
            State = state,
            InitialStates = _initialStates,
            Excluded = _excluded is null ? [] : ImmutableCollectionsMarshal.AsImmutableArray(_excluded),
        };
}
