namespace RlOrleans.Learning;

/// <summary>The description of IMPALA.</summary>
internal static class Impala
{
    private const string RhoBar = "rho_bar";
    private const string CBar = "c_bar";

    public static AlgorithmDescriptor Descriptor { get; } = new(
        "impala",
        "Importance-weighted actor-learners with V-trace, which act while others learn (Espeholt et al., 2018).",
        synchronous: false,
        actsIn: _ => true,
        [
            HyperparameterDescriptor.Schedule("learning_rate", "0.0006", 0, 1, "Step size of the optimiser."),
            HyperparameterDescriptor.WholeNumber("n_steps", 20, 1, 1_000_000, "Steps of each lane in a trajectory."),
            HyperparameterDescriptor.Number("gamma", 0.99, 0, 1, "Discount of later rewards."),
            HyperparameterDescriptor.Number(RhoBar, 1, 0.000001, 1000, "Limit of the importance weights of V-trace's errors; the policy whose value is learnt is the less the current one the lower it is."),
            HyperparameterDescriptor.Number(CBar, 1, 0, 1000, "Limit of the importance weights that later errors are carried back with; at most rho_bar."),
            HyperparameterDescriptor.Number("ent_coef", 0.01, 0, 1000, "Weight of the entropy bonus."),
            HyperparameterDescriptor.Number("vf_coef", 0.5, 0, 1000, "Weight of the critic's loss."),
            HyperparameterDescriptor.Number("max_grad_norm", 0.5, 0.000001, 1_000_000, "Limit of the norm of the gradient over all parameters."),
            HyperparameterDescriptor.Flag(A2c.UseRmsProp, true, "Whether RMSprop steps, as in the paper; otherwise Adam."),
            .. OnPolicy.Networks,
        ],
        Check,
        (options, values) => new ImpalaLearner(options, values, Kernels.Best));

    private static IEnumerable<HyperparameterError> Check(Hyperparameters values, int laneCount)
    {
        foreach (HyperparameterError error in RolloutLimits.Check(values, laneCount))
            yield return error;
        double rhoBar = values.Number(RhoBar), cBar = values.Number(CBar);
        if (cBar > rhoBar)
            yield return new HyperparameterError(CBar, $"{cBar}", $"c_bar is {cBar}, but must be at most rho_bar, {rhoBar}.");

        // What both would need is carried from each lane's rollout to its next, and an update has whichever lanes are ready.
        if (values.Flag(OnPolicy.NormalizeReward))
            yield return new HyperparameterError(
                OnPolicy.NormalizeReward, "true",
                "normalize_reward is true, but must be false for impala: an update has the rewards of some agents only, and running returns need those of all.");
        if (LayerCatalog.IsRecurrent(values.Layers("net_arch")) && !values.Flag(OnPolicy.ShareFeatures))
            yield return new HyperparameterError(
                OnPolicy.ShareFeatures, "false",
                "share_features is false, but must be true for impala where net_arch is recurrent: agents send the memory of the network that acts, and a critic of its own would have none.");
    }
}
