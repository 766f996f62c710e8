namespace RlOrleans.Learning;

/// <summary>The hyperparameters that all algorithms with a replay buffer have, and what follows from them.</summary>
internal static class OffPolicy
{
    /// <summary>Steps of each lane between updates.</summary>
    public const string RolloutSteps = "train_freq";

    public const string GradientSteps = "gradient_steps";
    private const int AsManyAsSteps = -1;

    /// <summary>Experience and gradient steps.</summary>
    /// <param name="batchSize">The default of batch_size.</param>
    /// <param name="rolloutSteps">The default of train_freq.</param>
    public static IEnumerable<HyperparameterDescriptor> Experience(int batchSize, int rolloutSteps) =>
    [
        HyperparameterDescriptor.WholeNumber("buffer_size", 1_000_000, 1, 100_000_000, "Steps over all lanes that are kept to learn from."),
        HyperparameterDescriptor.WholeNumber("learning_starts", 100, 0, 100_000_000, "Steps over all lanes, of random actions, before the first gradient step."),
        HyperparameterDescriptor.WholeNumber("batch_size", batchSize, 1, 65_536, "Steps that one gradient step learns from."),
        HyperparameterDescriptor.WholeNumber(RolloutSteps, rolloutSteps, 1, 1_000_000, "Steps of each lane between updates."),
        HyperparameterDescriptor.WholeNumber(GradientSteps, 1, AsManyAsSteps, 1_000_000, "Gradient steps of an update; -1 for as many as there are steps over all lanes."),
        HyperparameterDescriptor.WholeNumber("n_step_return", 1, 1, 1000, "Steps whose rewards are summed before the value of the rest is estimated."),
        HyperparameterDescriptor.Flag("prioritized", false, "Whether steps that were estimated badly come back more often."),
        HyperparameterDescriptor.Number("priority_alpha", 0.6, 0, 1, "How much more often: 0 is uniform."),
        HyperparameterDescriptor.Number("priority_beta", 0.4, 0, 1, "How much less they count in return at the start of the run; it rises to 1, which is in full."),
    ];

    /// <summary>How a policy over discrete actions explores, and when its target network follows.</summary>
    /// <param name="explorationFraction">The default of exploration_fraction.</param>
    /// <param name="finalEpsilon">The default of exploration_final_eps.</param>
    public static IEnumerable<HyperparameterDescriptor> ActionValues(double explorationFraction, double finalEpsilon) =>
    [
        HyperparameterDescriptor.Number("gamma", 0.99, 0, 1, "Discount of later rewards."),
        HyperparameterDescriptor.WholeNumber("target_update_interval", 10_000, 1, 100_000_000, "Steps over all lanes between updates of the target network."),
        HyperparameterDescriptor.Number("tau", 1, 0.000001, 1, "How far the target network is moved in an update; 1 copies the weights."),
        HyperparameterDescriptor.Number("exploration_fraction", explorationFraction, 0, 1, "Part of the run over which the share of random actions falls."),
        HyperparameterDescriptor.Number("exploration_initial_eps", 1, 0, 1, "Share of random actions that it falls from."),
        HyperparameterDescriptor.Number("exploration_final_eps", finalEpsilon, 0, 1, "Share of random actions that it falls to."),
        HyperparameterDescriptor.Number("max_grad_norm", 10, 0.000001, 1_000_000, "Limit of the norm of the gradient over all parameters."),
    ];

    public static HyperparameterDescriptor DoubleQ { get; } = HyperparameterDescriptor.Flag(
        "double_q", false, "Whether the network that learns chooses the action whose value is the target's (van Hasselt et al., 2016).");

    /// <summary>The critics of continuous actions, and how their targets follow.</summary>
    public static IEnumerable<HyperparameterDescriptor> Critics { get; } =
    [
        HyperparameterDescriptor.Number("gamma", 0.99, 0, 1, "Discount of later rewards."),
        HyperparameterDescriptor.Number("tau", 0.005, 0.000001, 1, "How far the target networks are moved after a gradient step; 1 copies the weights."),
        HyperparameterDescriptor.WholeNumber("n_critics", 2, 1, 16, "Critics, of which the lowest estimate is believed."),
        HyperparameterDescriptor.WholeNumber("noise_hold", 1, 1, 1_000_000, "Steps that a draw of the noise is kept for while exploring."),
    ];

    /// <summary>The hidden layers.</summary>
    /// <param name="layers">The default.</param>
    public static IEnumerable<HyperparameterDescriptor> Layers(string layers) =>
    [
        HyperparameterDescriptor.Layers("net_arch", layers, "The hidden layers."),
        HyperparameterDescriptor.ActivationFunction("activation", "relu", "The function after each hidden layer."),
    ];

    /// <summary>Gradient steps of an update that received so many steps over all lanes.</summary>
    public static int GradientStepsOf(int setting, int steps) => setting == AsManyAsSteps ? steps : setting;

    /// <summary>What is wrong with values that are allowed one by one.</summary>
    public static IEnumerable<HyperparameterError> Check(Hyperparameters values, int laneCount)
    {
        foreach (HyperparameterError error in RolloutLimits.Check(values, laneCount, RolloutSteps))
            yield return error;
        if (values.WholeNumber(GradientSteps) == 0)
            yield return new HyperparameterError(GradientSteps, "0", $"{GradientSteps} is 0, but must be {AsManyAsSteps} or at least 1.");

        // The buffer keeps no states for sequences to begin with.
        if (LayerCatalog.IsRecurrent(values.Layers("net_arch")))
            yield return new HyperparameterError(
                "net_arch", LayerSpec.Format(values.Layers("net_arch")), "net_arch has a recurrent layer, which cannot be learnt from single steps.");
    }

    /// <summary>The same of critics that take observations and actions side by side.</summary>
    public static IEnumerable<HyperparameterError> CheckCritics(Hyperparameters values, int laneCount)
    {
        foreach (HyperparameterError error in Check(values, laneCount))
            yield return error;
        if (values.Layers("net_arch").FirstOrDefault(layer => layer.Kind != LayerSpec.Dense) is { } other)
            yield return new HyperparameterError(
                "net_arch", LayerSpec.Format(values.Layers("net_arch")),
                $"net_arch has the layer {other}, but critics of actions take rows of numbers, which only dense layers do.");
    }

    public static ReplaySampler CreateSampler(Hyperparameters values, ulong seed, int slots) => values.Flag("prioritized")
        ? new PrioritizedReplay(seed, slots, values.Number("priority_alpha"), values.Number("priority_beta"))
        : new UniformReplay(seed);
}
