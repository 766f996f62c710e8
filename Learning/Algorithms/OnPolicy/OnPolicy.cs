namespace RlOrleans.Learning;

/// <summary>The hyperparameters that all on-policy actor-critic algorithms have.</summary>
internal static class OnPolicy
{
    public const string ShareFeatures = "share_features";
    public const string NormalizeObservation = "normalize_observation";
    public const string NormalizeReward = "normalize_reward";

    /// <summary>Networks and normalisation.</summary>
    public static IEnumerable<HyperparameterDescriptor> Networks { get; } =
    [
        HyperparameterDescriptor.Layers("net_arch", "64,64", "The hidden layers of actor and critic."),
        HyperparameterDescriptor.ActivationFunction("activation", "tanh", "The function after each hidden layer."),
        HyperparameterDescriptor.Flag(ShareFeatures, false, "Whether actor and critic share the hidden layers, or have their own."),
        HyperparameterDescriptor.Flag(NormalizeObservation, false, "Whether observations are brought to mean 0 and deviation 1 by running statistics, which are part of the policy."),
        HyperparameterDescriptor.Flag(NormalizeReward, false, "Whether rewards are divided by the running deviation of the discounted returns."),
    ];
}
