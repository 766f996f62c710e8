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

    /// <summary>What is wrong with values that are allowed one by one.</summary>
    public static IEnumerable<HyperparameterError> Check(Hyperparameters values, int laneCount)
    {
        foreach (HyperparameterError error in RolloutLimits.Check(values, laneCount))
            yield return error;

        // Learning through time takes minibatches of whole sequences, which no learner makes yet.
        if (LayerCatalog.IsRecurrent(values.Layers("net_arch")))
            yield return new HyperparameterError(
                "net_arch", LayerSpec.Format(values.Layers("net_arch")), "net_arch has a recurrent layer, which can be acted with but not learnt yet.");
    }
}
