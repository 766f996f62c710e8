namespace RlOrleans.Learning;

/// <summary>The description of twin delayed deep deterministic policy gradient.</summary>
internal static class Td3
{
    public static AlgorithmDescriptor Descriptor { get; } = new(
        "td3",
        "Twin delayed deep deterministic policy gradient: continuous actions from a replay buffer (Fujimoto et al., 2018).",
        synchronous: true,
        actsIn: action => action is ContinuousActionSpec,
        [
            HyperparameterDescriptor.Schedule("learning_rate", "0.001", 0, 1, "Step size of Adam."),
            .. OffPolicy.Experience(batchSize: 256, rolloutSteps: 1),
            .. OffPolicy.Critics,
            HyperparameterDescriptor.WholeNumber("policy_delay", 2, 1, 1000, "Gradient steps of the critics for each of the actor and the targets."),
            HyperparameterDescriptor.Number("noise_std", 0.1, 0, 10, "Standard deviation of the noise on actions, scaled to -1 to 1, while exploring."),
            HyperparameterDescriptor.Number("target_policy_noise", 0.2, 0, 10, "Standard deviation of the noise on the next actions of targets."),
            HyperparameterDescriptor.Number("target_noise_clip", 0.5, 0, 10, "The most that this noise moves an action."),
            .. OffPolicy.Layers("400,300"),
        ],
        OffPolicy.CheckCritics,
        (options, values) => new Td3Learner(options, values, Kernels.Best),
        OffPolicy.RolloutSteps);
}
