namespace RlOrleans.Learning;

/// <summary>Whether rollouts fit each other, and what takes them in.</summary>
internal static class RolloutCheck
{
    /// <exception cref="ArgumentException">They do not; the message names the first part that does not.</exception>
    public static void Require(ReadOnlySpan<Rollout> rollouts, int expectedLanes, int observationSize, int actionSize)
    {
        int lanes = Require(rollouts, observationSize, actionSize);
        if (lanes != expectedLanes)
            throw new ArgumentException($"The rollouts have {lanes} lanes in all; {expectedLanes} were expected.", nameof(rollouts));
    }

    /// <summary>The same for any number of lanes, which is returned.</summary>
    public static int Require(ReadOnlySpan<Rollout> rollouts, int observationSize, int actionSize)
    {
        if (rollouts.IsEmpty)
            throw new ArgumentException("There is no rollout to learn from; at least one is needed.", nameof(rollouts));
        int lanes = 0;
        foreach (Rollout rollout in rollouts)
        {
            if (rollout.Steps != rollouts[0].Steps || rollout.Steps < 1)
                throw new ArgumentException($"A rollout has {rollout.Steps} steps; all must have the same number, at least 1.", nameof(rollouts));
            lanes += rollout.Lanes;
            int count = rollout.Steps * rollout.Lanes;
            CheckLength(nameof(rollout.Observations), rollout.Observations.Length, count * observationSize);
            CheckLength(nameof(rollout.Actions), rollout.Actions.Length, count * actionSize);
            CheckLength(nameof(rollout.LogProbs), rollout.LogProbs.Length, count);
            CheckLength(nameof(rollout.Rewards), rollout.Rewards.Length, count);
            CheckLength(nameof(rollout.Terminated), rollout.Terminated.Length, count);
            CheckLength(nameof(rollout.Truncated), rollout.Truncated.Length, count);
            CheckLength(nameof(rollout.LastObservations), rollout.LastObservations.Length, rollout.Lanes * observationSize);
            CheckLength(nameof(rollout.FinalObservations), rollout.FinalObservations.Length, rollout.Truncated.Span.Count(true) * observationSize);
            if (!rollout.Excluded.IsEmpty)
                CheckLength(nameof(rollout.Excluded), rollout.Excluded.Length, count);
        }

        return lanes;
    }

    /// <exception cref="ArgumentException">The length is not the expected one.</exception>
    public static void CheckLength(string name, int length, int expected)
    {
        if (length != expected)
            throw new ArgumentException($"{name} of a rollout has {length} elements; its steps and lanes ask for {expected}.");
    }
}
