namespace RlOrleans.Learning;

/// <summary>The description of REINFORCE.</summary>
internal static class Reinforce
{
    public static AlgorithmDescriptor Descriptor { get; } = new(
        "reinforce",
        "Monte Carlo policy gradient from whole episodes, with or without a value baseline (Williams, 1992).",
        synchronous: true,
        actsIn: _ => true,
        [
            HyperparameterDescriptor.Schedule("learning_rate", "0.001", 0, 1, "Step size of Adam."),
            HyperparameterDescriptor.WholeNumber("n_steps", 256, 1, 1_000_000, "Steps of each lane between updates; episodes that are not over by then wait for a later update."),
            HyperparameterDescriptor.Number("gamma", 0.99, 0, 1, "Discount of later rewards."),
            HyperparameterDescriptor.Flag("baseline", true, "Whether a critic's values are taken off the returns."),
            HyperparameterDescriptor.Flag("normalize_advantage", true, "Whether an update's advantages are brought to mean 0 and deviation 1."),
            HyperparameterDescriptor.Number("ent_coef", 0, 0, 1000, "Weight of the entropy bonus."),
            HyperparameterDescriptor.Number("vf_coef", 0.5, 0, 1000, "Weight of the critic's loss; without a baseline it does nothing."),
            HyperparameterDescriptor.Number("max_grad_norm", 0.5, 0.000001, 1_000_000, "Limit of the norm of the gradient over all parameters."),
            HyperparameterDescriptor.WholeNumber("max_episode_steps", 10_000, 1, 1_000_000, "The longest that an episode is waited for; a longer one is learnt from in parts of this length."),
            .. OnPolicy.Networks,
        ],
        (values, lanes) => RolloutLimits.Check(values, lanes),
        (options, values) => new ReinforceLearner(options, values, Kernels.Best));
}
