namespace RlOrleans.Learning;

/// <summary>The hyperparameters that all algorithms with a replay buffer have, and what follows from them.</summary>
internal static class OffPolicy
{
    /// <summary>Steps of each lane between updates.</summary>
    public const string RolloutSteps = "train_freq";

    /// <summary>Experience and gradient steps.</summary>
    public static IEnumerable<HyperparameterDescriptor> Experience { get; } =
    [
        HyperparameterDescriptor.WholeNumber("buffer_size", 1_000_000, 1, 100_000_000, "Steps over all lanes that are kept to learn from."),
        HyperparameterDescriptor.WholeNumber("learning_starts", 100, 0, 100_000_000, "Steps over all lanes, of random actions, before the first gradient step."),
        HyperparameterDescriptor.WholeNumber("batch_size", 32, 1, 65_536, "Steps that one gradient step learns from."),
        HyperparameterDescriptor.WholeNumber(RolloutSteps, 4, 1, 1_000_000, "Steps of each lane between updates."),
        HyperparameterDescriptor.WholeNumber("gradient_steps", 1, 1, 1_000_000, "Gradient steps of an update."),
        HyperparameterDescriptor.WholeNumber("n_step_return", 1, 1, 1000, "Steps whose rewards are summed before the value of the rest is estimated."),
        HyperparameterDescriptor.Flag("prioritized", false, "Whether steps that were estimated badly come back more often."),
        HyperparameterDescriptor.Number("priority_alpha", 0.6, 0, 1, "How much more often: 0 is uniform."),
        HyperparameterDescriptor.Number("priority_beta", 0.4, 0, 1, "How much less they count in return at the start of the run; it rises to 1, which is in full."),
    ];

    /// <summary>What is wrong with values that are allowed one by one.</summary>
    public static IEnumerable<HyperparameterError> Check(Hyperparameters values, int laneCount)
    {
        foreach (HyperparameterError error in RolloutLimits.Check(values, laneCount, RolloutSteps))
            yield return error;

        // The buffer keeps no states for sequences to begin with.
        if (LayerCatalog.IsRecurrent(values.Layers("net_arch")))
            yield return new HyperparameterError(
                "net_arch", LayerSpec.Format(values.Layers("net_arch")), "net_arch has a recurrent layer, which cannot be learnt from single steps.");
    }

    public static ReplaySampler CreateSampler(Hyperparameters values, ulong seed, int slots) => values.Flag("prioritized")
        ? new PrioritizedReplay(seed, slots, values.Number("priority_alpha"), values.Number("priority_beta"))
        : new UniformReplay(seed);
}
