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
            .. OffPolicy.Experience,
            HyperparameterDescriptor.Number("gamma", 0.99, 0, 1, "Discount of later rewards."),
            HyperparameterDescriptor.WholeNumber("target_update_interval", 10_000, 1, 100_000_000, "Steps over all lanes between updates of the target network."),
            HyperparameterDescriptor.Number("tau", 1, 0.000001, 1, "How far the target network is moved in an update; 1 copies the weights."),
            HyperparameterDescriptor.Number("exploration_fraction", 0.1, 0, 1, "Part of the run over which the share of random actions falls."),
            HyperparameterDescriptor.Number("exploration_initial_eps", 1, 0, 1, "Share of random actions that it falls from."),
            HyperparameterDescriptor.Number("exploration_final_eps", 0.05, 0, 1, "Share of random actions that it falls to."),
            HyperparameterDescriptor.Number("max_grad_norm", 10, 0.000001, 1_000_000, "Limit of the norm of the gradient over all parameters."),
            HyperparameterDescriptor.Flag("double_q", false, "Whether the network that learns chooses the action whose value is the target's (van Hasselt et al., 2016)."),
            HyperparameterDescriptor.Flag("duelling", false, "Whether the network gives the state's value and the actions' advantages (Wang et al., 2016)."),
            HyperparameterDescriptor.Layers("net_arch", "64,64", "The hidden layers."),
            HyperparameterDescriptor.ActivationFunction("activation", "relu", "The function after each hidden layer."),
        ],
        OffPolicy.Check,
        (options, values) => new DqnLearner(options, values, Kernels.Best),
        OffPolicy.RolloutSteps);
}
