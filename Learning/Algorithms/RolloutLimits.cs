namespace RlOrleans.Learning;

/// <summary>Limits that all algorithms with whole rollouts share.</summary>
internal static class RolloutLimits
{
    // Bounds the memory of an update; indices of samples stay well within 32 bits.
    private const int MostSamples = 16_000_000;

    public static IEnumerable<HyperparameterError> Check(Hyperparameters values, int laneCount)
    {
        int steps = values.WholeNumber("n_steps");
        if ((long)steps * laneCount > MostSamples)
            yield return new HyperparameterError(
                "n_steps", $"{steps}", $"n_steps is {steps}, but with {laneCount} lanes must be at most {MostSamples / laneCount}.");
    }
}
