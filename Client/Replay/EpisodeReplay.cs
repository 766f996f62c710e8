using System.Globalization;
using RlOrleans.Environments;
using RlOrleans.Episodes;

namespace RlOrleans.Client.Replay;

// Legend: L steps of the episode, D observation size, A action size.

/// <summary>
/// Plays a recorded episode again from its seed and its actions alone, and compares all that comes back with what was
/// recorded, bit for bit.
/// </summary>
internal sealed class EpisodeReplay(EnvironmentRegistry registry)
{
    /// <summary>The first difference as a sentence; null where the replay is the record.</summary>
    /// <param name="environment">Registered id of the environment that the episode was recorded in.</param>
    /// <param name="episode">The record.</param>
    /// <param name="watch">Told of the environment and the steps taken, at the start and after each step. May be null.</param>
    /// <exception cref="UnknownEnvironmentException">The environment is not registered here.</exception>
    public string? FirstDifference(string environment, Episode episode, Action<IVectorEnvironment, int>? watch = null)
    {
        // One lane, numbered as the recorded one was: what other lanes did has no part in its chance.
        using var lane = registry.Create(environment, lanes: 1);
        int observationSize = lane.Spec.ObservationSpace.Size;
        int actionSize = lane.Spec.ActionSpace.Size;
        if (WrongShape(episode, observationSize, actionSize) is { } wrong)
            return wrong;

        var batch = new StepBatch(1, observationSize);
        var observation = new float[observationSize];
        lane.Reset(new EnvironmentSeed(episode.Seed, episode.Purpose, episode.Agent, (uint)episode.Lane), observation);
        lane.ResetLane(0, episode.EpisodeNumber, observation);
        for (int step = 0; ; step++)
        {
            var recorded = episode.Observations.AsSpan(step * observationSize, observationSize);
            if (Difference($"observation of step {step}", recorded, observation) is { } different)
                return different;
            watch?.Invoke(lane, step);
            if (step == episode.Length)
                return null;

            lane.Step(episode.Actions.AsSpan(step * actionSize, actionSize), batch);
            if (Difference($"reward of step {step}", episode.Rewards.AsSpan(step, 1), batch.Rewards) is { } reward)
                return reward;
            bool last = step == episode.Length - 1;
            var (terminated, truncated) = last ? (episode.Terminated, episode.Truncated) : (false, false);
            if (batch.Terminated[0] != terminated || batch.Truncated[0] != truncated)
            {
                return $"flags of step {step}: recorded terminated {terminated}, truncated {truncated}; "
                    + $"replayed terminated {batch.Terminated[0]}, truncated {batch.Truncated[0]}";
            }

            // A lane that ended shows its next episode already; what this one ended on stands beside it. An episode that was
            // aborted goes on in the replay.
            observation = last && !episode.Aborted ? batch.FinalObservations : batch.Observations;
        }
    }

    private static string? WrongShape(Episode episode, int observationSize, int actionSize)
    {
        int length = episode.Length;
        return episode.Observations.Length != (length + 1) * observationSize || episode.Actions.Length != length * actionSize
            ? $"shape: {episode.Observations.Length} observed numbers and {episode.Actions.Length} of actions do not fit {length} steps of [{observationSize}] and [{actionSize}]"
            : null;
    }

    private static string? Difference(string what, ReadOnlySpan<float> recorded, ReadOnlySpan<float> replayed)
    {
        for (int i = 0; i < recorded.Length; i++)
        {
            if (BitConverter.SingleToInt32Bits(recorded[i]) != BitConverter.SingleToInt32Bits(replayed[i]))
                return string.Create(CultureInfo.InvariantCulture, $"{what}, element {i}: recorded {recorded[i]:R}, replayed {replayed[i]:R}");
        }

        return null;
    }
}
