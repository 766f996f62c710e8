namespace RlOrleans.Learning;

/// <summary>The description of advantage actor-critic.</summary>
internal static class A2c
{
    public const string UseRmsProp = "use_rms_prop";

    public static AlgorithmDescriptor Descriptor { get; } = new(
        "a2c",
        "Synchronous advantage actor-critic (Mnih et al., \"Asynchronous methods for deep reinforcement learning\", 2016).",
        synchronous: true,
        actsIn: _ => true,
        [
            HyperparameterDescriptor.Schedule("learning_rate", "0.0007", 0, 1, "Step size of the optimiser."),
            HyperparameterDescriptor.WholeNumber("n_steps", 5, 1, 1_000_000, "Steps of each lane between updates."),
            HyperparameterDescriptor.Number("gamma", 0.99, 0, 1, "Discount of later rewards."),
            HyperparameterDescriptor.Number("gae_lambda", 1, 0, 1, "Weight of longer advantage estimates: 0 trusts the critic, 1 the rewards."),
            HyperparameterDescriptor.Flag("normalize_advantage", false, "Whether an update's advantages are brought to mean 0 and deviation 1."),
            HyperparameterDescriptor.Number("ent_coef", 0, 0, 1000, "Weight of the entropy bonus."),
            HyperparameterDescriptor.Number("vf_coef", 0.5, 0, 1000, "Weight of the critic's loss."),
            HyperparameterDescriptor.Number("max_grad_norm", 0.5, 0.000001, 1_000_000, "Limit of the norm of the gradient over all parameters."),
            HyperparameterDescriptor.Flag(UseRmsProp, true, "Whether RMSprop steps, as in the paper; otherwise Adam."),
            .. OnPolicy.Networks,
        ],
        (values, lanes) => RolloutLimits.Check(values, lanes),
        (options, values) => new A2cLearner(options, values, Kernels.Best));
}
