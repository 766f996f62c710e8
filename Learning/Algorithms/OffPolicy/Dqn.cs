namespace RlOrleans.Learning;

/// <summary>The description of deep Q-learning.</summary>
internal static class Dqn
{
    public static AlgorithmDescriptor Descriptor { get; } = new(
        "dqn",
        "Deep Q-learning from a replay buffer with a target network (Mnih et al., 2015).",
        synchronous: true,
        actsIn: action => action is DiscreteActionSpec,
        [
            HyperparameterDescriptor.Schedule("learning_rate", "0.0001", 0, 1, "Step size of Adam."),
            .. OffPolicy.Experience(batchSize: 32, rolloutSteps: 4),
            .. OffPolicy.ActionValues(explorationFraction: 0.1, finalEpsilon: 0.05),
            OffPolicy.DoubleQ,
            HyperparameterDescriptor.Flag("duelling", false, "Whether the network gives the state's value and the actions' advantages (Wang et al., 2016)."),
            .. OffPolicy.Layers("64,64"),
        ],
        OffPolicy.Check,
        (options, values) => new DqnLearner(options, values, Kernels.Best),
        OffPolicy.RolloutSteps);
}
