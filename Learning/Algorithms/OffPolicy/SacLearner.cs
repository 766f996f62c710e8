using System.Collections.Immutable;

namespace RlOrleans.Learning;

/// <summary>
/// Soft actor-critic (Haarnoja et al., "Soft actor-critic algorithms and applications", 2018, algorithm 1), with the order of
/// a step that Stable-Baselines3 has.
/// </summary>
internal sealed class SacLearner : OffPolicyActorCriticLearner
{
    private static readonly ImmutableArray<string> Names =
        ["policy_loss", "value_loss", "mean_value", "entropy", "ent_coef", "learning_rate", "grad_norm"];

    private readonly EntropyCoefficient _alpha;

    public SacLearner(LearnerOptions options, Hyperparameters values, Kernels kernels)
        : this(options, values, kernels, CreateAlpha(options, values, kernels))
    {
    }

    private SacLearner(LearnerOptions options, Hyperparameters values, Kernels kernels, EntropyCoefficient alpha)
        : base(
            Sac.Descriptor.Name, options, values, new HeadSpec(HeadKind.SquashedGaussian), actorTarget: false, kernels,
            (networks, number, rows) => new SacSlice(kernels, networks, alpha, number, rows, options.Seed)
            {
                Steps = values.WholeNumber("n_step_return"),
                Gamma = (float)values.Number("gamma"),
            }) => _alpha = alpha;

    protected override void ActorLearnt(double logProb)
    {
        RequireFinite("entropy", logProb);
        _alpha.Learn(logProb, StepSize);
    }

    protected override UpdateStatistics EndUpdate(int gradientSteps)
    {
        (double actorLoss, double criticLoss, double value, double logProb, double norm) = Means(gradientSteps);
        return new UpdateStatistics(Names, [actorLoss, criticLoss, value, -logProb, _alpha.Value, StepSize, norm]);
    }

    protected override void CopyHeadParameters(Span<float> destination) => destination[0] = HasStarted ? 0 : 1;

    protected override void KeepWeights()
    {
        base.KeepWeights();
        _alpha.Keep();
    }

    protected override void RestoreWeights()
    {
        base.RestoreWeights();
        _alpha.Restore();
    }

    protected override void SaveState(StateWriter writer)
    {
        base.SaveState(writer);
        _alpha.Save(writer);
    }

    protected override void LoadState(ref StateReader reader)
    {
        base.LoadState(ref reader);
        _alpha.Load(ref reader);
    }

    // The target that the paper's appendix D gives: one nat less for each component.
    private static EntropyCoefficient CreateAlpha(LearnerOptions options, Hyperparameters values, Kernels kernels) =>
        new(kernels, values.NumberOrAuto("ent_coef"), values.NumberOrAuto("target_entropy").Given ?? -options.Action.Size);
}
