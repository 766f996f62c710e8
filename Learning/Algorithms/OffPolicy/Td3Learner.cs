using System.Collections.Immutable;

namespace RlOrleans.Learning;

/// <summary>
/// Twin delayed deep deterministic policy gradient (Fujimoto, van Hoof and Meger, "Addressing function approximation error in
/// actor-critic methods", 2018, algorithm 1).
/// </summary>
internal sealed class Td3Learner : OffPolicyActorCriticLearner
{
    private static readonly ImmutableArray<string> Names = ["policy_loss", "value_loss", "mean_value", "learning_rate", "grad_norm"];

    private readonly int _policyDelay;
    private readonly float _noiseDeviation;

    public Td3Learner(LearnerOptions options, Hyperparameters values, Kernels kernels)
        : base(
            Td3.Descriptor.Name, options, values, new HeadSpec(HeadKind.Deterministic), actorTarget: true, kernels,
            (networks, number, rows) => new Td3Slice(kernels, networks, number, rows, options.Seed)
            {
                Steps = values.WholeNumber("n_step_return"),
                Gamma = (float)values.Number("gamma"),
                NoiseDeviation = (float)values.Number("target_policy_noise"),
                NoiseLimit = (float)values.Number("target_noise_clip"),
            })
    {
        _policyDelay = values.WholeNumber("policy_delay");
        _noiseDeviation = (float)values.Number("noise_std");
    }

    protected override int ActorInterval => _policyDelay;

    protected override UpdateStatistics EndUpdate(int gradientSteps)
    {
        (double actorLoss, double criticLoss, double value, _, double norm) = Means(gradientSteps);
        return new UpdateStatistics(Names, [actorLoss, criticLoss, value, StepSize, norm]);
    }

    protected override void CopyHeadParameters(Span<float> destination)
    {
        destination[0] = HasStarted ? 0 : 1;
        destination[1] = _noiseDeviation;
    }
}
