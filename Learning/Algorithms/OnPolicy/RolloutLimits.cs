namespace RlOrleans.Learning;

/// <summary>Limits that all algorithms with whole rollouts share.</summary>
internal static class RolloutLimits
{
    // Bounds the memory of an update; indices of samples stay well within 32 bits.
    private const int MostSamples = 16_000_000;

    public static IEnumerable<HyperparameterError> Check(Hyperparameters values, int laneCount, string rolloutSteps = "n_steps")
    {
        int steps = values.WholeNumber(rolloutSteps);
        if ((long)steps * laneCount > MostSamples)
            yield return new HyperparameterError(
                rolloutSteps, $"{steps}", $"{rolloutSteps} is {steps}, but with {laneCount} lanes must be at most {MostSamples / laneCount}.");
    }
}
