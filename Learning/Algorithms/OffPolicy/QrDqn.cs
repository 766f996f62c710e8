namespace RlOrleans.Learning;

/// <summary>The description of deep Q-learning by quantile regression.</summary>
internal static class QrDqn
{
    public static AlgorithmDescriptor Descriptor { get; } = new(
        "qrdqn",
        "Deep Q-learning of the return's distribution by quantile regression (Dabney et al., 2018).",
        synchronous: true,
        actsIn: action => action is DiscreteActionSpec,
        [
            HyperparameterDescriptor.Schedule("learning_rate", "0.00005", 0, 1, "Step size of Adam."),
            HyperparameterDescriptor.WholeNumber("n_quantiles", 200, 2, 1000, "Quantiles of each action's return."),
            .. OffPolicy.Experience(batchSize: 32, rolloutSteps: 4),
            .. OffPolicy.ActionValues(explorationFraction: 0.005, finalEpsilon: 0.01),
            OffPolicy.DoubleQ,
            .. OffPolicy.Layers("64,64"),
        ],
        OffPolicy.Check,
        (options, values) => new QrDqnLearner(options, values, Kernels.Best),
        OffPolicy.RolloutSteps);
}
