namespace RlOrleans.Learning;

/// <summary>The description of proximal policy optimisation.</summary>
internal static class Ppo
{
    public static AlgorithmDescriptor Descriptor { get; } = new(
        "ppo",
        "Proximal policy optimisation with the clipped objective (Schulman et al., 2017).",
        synchronous: true,
        actsIn: _ => true,
        [
            HyperparameterDescriptor.Schedule("learning_rate", "0.0003", 0, 1, "Step size of Adam."),
            HyperparameterDescriptor.WholeNumber("n_steps", 2048, 1, 1_000_000, "Steps of each lane between updates."),
            HyperparameterDescriptor.WholeNumber("batch_size", 64, 1, 10_000_000, "Samples of a minibatch; at most n_steps times the lanes of all agents. With a recurrent net_arch as many whole lanes as that holds, at least one."),
            HyperparameterDescriptor.WholeNumber("n_epochs", 10, 1, 1000, "Passes over the experience in an update."),
            HyperparameterDescriptor.Number("gamma", 0.99, 0, 1, "Discount of later rewards."),
            HyperparameterDescriptor.Number("gae_lambda", 0.95, 0, 1, "Weight of longer advantage estimates: 0 trusts the critic, 1 the rewards."),
            HyperparameterDescriptor.Schedule("clip_range", "0.2", 0.000001, 10, "How far a probability ratio counts away from 1."),
            HyperparameterDescriptor.Flag("normalize_advantage", true, "Whether each minibatch's advantages are brought to mean 0 and deviation 1."),
            HyperparameterDescriptor.Number("ent_coef", 0, 0, 1000, "Weight of the entropy bonus."),
            HyperparameterDescriptor.Number("vf_coef", 0.5, 0, 1000, "Weight of the critic's loss."),
            HyperparameterDescriptor.Number("max_grad_norm", 0.5, 0.000001, 1_000_000, "Limit of the norm of the gradient over all parameters."),
            HyperparameterDescriptor.Number("target_kl", 0, 0, 1000, "Stops an update early when the divergence estimate passes 1.5 times this; 0 never does."),
            .. OnPolicy.Networks,
        ],
        Check,
        (options, values) => new PpoLearner(options, values, Kernels.Best));

    private static IEnumerable<HyperparameterError> Check(Hyperparameters values, int laneCount)
    {
        foreach (HyperparameterError error in RolloutLimits.Check(values, laneCount))
            yield return error;
        int batchSize = values.WholeNumber("batch_size"), steps = values.WholeNumber("n_steps");
        long samples = (long)steps * laneCount;
        if (batchSize > samples)
            yield return new HyperparameterError(
                "batch_size", $"{batchSize}",
                $"batch_size is {batchSize}, but must be at most n_steps times the lanes of all agents, {steps} x {laneCount} = {samples}.");
    }
}
