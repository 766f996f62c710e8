namespace RlOrleans.Learning;

/// <summary>The description of soft actor-critic.</summary>
internal static class Sac
{
    public static AlgorithmDescriptor Descriptor { get; } = new(
        "sac",
        "Soft actor-critic: continuous actions from a replay buffer, as random as they may be (Haarnoja et al., 2018).",
        synchronous: true,
        actsIn: action => action is ContinuousActionSpec,
        [
            HyperparameterDescriptor.Schedule("learning_rate", "0.0003", 0, 1, "Step size of Adam."),
            .. OffPolicy.Experience(batchSize: 256, rolloutSteps: 1),
            .. OffPolicy.Critics,
            HyperparameterDescriptor.NumberOrAuto("ent_coef", AutoNumber.Text, 0, 1_000_000, "Worth of the policy's entropy; auto to bring the entropy to its target."),
            HyperparameterDescriptor.NumberOrAuto("target_entropy", AutoNumber.Text, -1_000_000, 1_000_000, "In nats, of actions scaled to -1 to 1; auto for minus the size of an action."),
            .. OffPolicy.Layers("256,256"),
        ],
        OffPolicy.CheckCritics,
        (options, values) => new SacLearner(options, values, Kernels.Best),
        OffPolicy.RolloutSteps);
}
