using System.Collections.Immutable;

namespace RlOrleans.Learning;

/// <summary>
/// Advantage actor-critic (Mnih et al., 2016, algorithm S3, with all actors in step): one step down the gradient of
/// <c>−log π(a|s) A − ent_coef · H + vf_coef · (R − V)²</c> for each rollout.
/// </summary>
internal sealed class A2cLearner : ActorCriticLearner
{
    private static readonly ImmutableArray<string> Names =
    [
        "policy_loss", "value_loss", "entropy", "explained_variance", "learning_rate", "grad_norm",
    ];

    private readonly AdvantageEstimates _estimates;
    private readonly ActorCriticGradient _gradient;
    private readonly Schedule _learningRate;
    private readonly double _maxGradientNorm;
    private readonly bool _normalisesAdvantages;

    public A2cLearner(LearnerOptions options, Hyperparameters values, Kernels kernels)
        : base(
            A2c.Descriptor.Name, options, values, critic: true, kernels,
            (arithmetic, length) => values.Flag(A2c.UseRmsProp)
                ? new RmsProp(arithmetic, length, OptimiserEpsilon)
                : new Adam(arithmetic, length, OptimiserEpsilon))
    {
        int steps = values.WholeNumber("n_steps"), capacity = steps * options.LaneCount;
        _learningRate = values.Schedule("learning_rate");
        _maxGradientNorm = values.Number("max_grad_norm");
        _normalisesAdvantages = values.Flag("normalize_advantage");
        _estimates = new AdvantageEstimates(Estimates!, capacity, values.Number("gamma"), values.Number("gae_lambda"));
        _gradient = new ActorCriticGradient(
            Networks, Team, new PolicyGradientLoss(), values.Number("ent_coef"), values.Number("vf_coef"), capacity);
    }

    private protected override UpdateStatistics LearnFromBatch(ReadOnlySpan<Rollout> rollouts)
    {
        double explained = _estimates.Compute(Batch);
        if (Units.IsEmpty)
            return new UpdateStatistics(Names, [.. Enumerable.Repeat(double.NaN, Names.Length)]);
        Minibatch minibatch = Gather(Units, _estimates.Advantages, _estimates.Returns);
        if (_normalisesAdvantages)
            Moments.Normalise(minibatch.Advantages);
        LossTerms terms = _gradient.Compute(minibatch);
        RequireFinite(terms);
        double learningRate = _learningRate.At(Remaining);
        double norm = Descend(_gradient.Gradients, _gradient.Count, learningRate, _maxGradientNorm);
        return new UpdateStatistics(Names, [terms.PolicyLoss, terms.ValueLoss, terms.Entropy, explained, learningRate, norm]);
    }
}
