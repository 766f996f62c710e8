using System.Collections.Immutable;

namespace RlOrleans.Learning;

/// <summary>
/// Proximal policy optimisation (Schulman, Wolski, Dhariwal, Radford and Klimov, "Proximal policy optimization
/// algorithms", 2017), with the choices of Stable-Baselines3: minibatches shuffled anew each epoch, advantages
/// normalised per minibatch, a value loss that is not clipped, one gradient norm over actor and critic.
/// </summary>
/// <remarks>Minibatches of recurrent networks are of whole lanes, as many as come nearest to the batch size from below, at least one.</remarks>
internal sealed class PpoLearner : ActorCriticLearner
{
    // Stable-Baselines3's tolerance above the target.
    private const double StopFactor = 1.5;

    private static readonly ImmutableArray<string> Names =
    [
        "policy_loss", "value_loss", "entropy", "approx_kl", "clip_fraction", "explained_variance", "learning_rate", "clip_range", "grad_norm",
    ];

    private readonly ClippedSurrogate _loss = new();
    private readonly ActorCriticGradient _gradient;
    private readonly AdvantageEstimates _estimates;
    private readonly Schedule _learningRate;
    private readonly Schedule _clipRange;
    private readonly int _batchUnits;
    private readonly int _epochs;
    private readonly double _maxGradientNorm;
    private readonly bool _normalisesAdvantages;
    private readonly double _targetKl;
    private readonly int[] _order;

    public PpoLearner(LearnerOptions options, Hyperparameters values, Kernels kernels)
        : base(Ppo.Descriptor.Name, options, values, critic: true, kernels)
    {
        int steps = values.WholeNumber("n_steps"), batchSize = values.WholeNumber("batch_size");
        _learningRate = values.Schedule("learning_rate");
        _clipRange = values.Schedule("clip_range");
        _batchUnits = Networks.IsRecurrent ? Math.Max(1, batchSize / steps) : batchSize;
        _epochs = values.WholeNumber("n_epochs");
        _maxGradientNorm = values.Number("max_grad_norm");
        _normalisesAdvantages = values.Flag("normalize_advantage");
        _targetKl = values.Number("target_kl");
        _gradient = new ActorCriticGradient(Networks, Team, _loss, values.Number("ent_coef"), values.Number("vf_coef"), batchSize);
        _estimates = new AdvantageEstimates(Estimates!, steps * options.LaneCount, values.Number("gamma"), values.Number("gae_lambda"));
        _order = new int[Networks.IsRecurrent ? options.LaneCount : steps * options.LaneCount];
    }

    private protected override UpdateStatistics LearnFromBatch(ReadOnlySpan<Rollout> rollouts)
    {
        double explained = _estimates.Compute(Batch);
        double learningRate = _learningRate.At(Remaining);
        _loss.ClipRange = (float)_clipRange.At(Remaining);
        LossTerms sum = default;
        double normSum = 0;
        int minibatches = 0;
        bool stopped = false;
        for (int epoch = 0; epoch < _epochs && !stopped; epoch++)
        {
            ReadOnlySpan<int> order = ShuffledUnits(_order, epoch);
            for (int at = 0; at < order.Length && !stopped; at += _batchUnits, minibatches++)
            {
                LossTerms terms = Backward(order.Slice(at, Math.Min(_batchUnits, order.Length - at)));
                sum += terms;
                stopped = _targetKl > 0 && terms.ApproximateKl > StopFactor * _targetKl;
                if (!stopped)
                    normSum += Descend(_gradient.Gradients, _gradient.Count, learningRate, _maxGradientNorm);
            }
        }

        LossTerms mean = sum / minibatches;
        return new UpdateStatistics(Names,
        [
            mean.PolicyLoss, mean.ValueLoss, mean.Entropy, mean.ApproximateKl, mean.ClipFraction,
            explained, learningRate, _loss.ClipRange, normSum / minibatches,
        ]);
    }

    private LossTerms Backward(ReadOnlySpan<int> units)
    {
        Minibatch minibatch = Gather(units, _estimates.Advantages, _estimates.Returns);
        if (_normalisesAdvantages)
            Moments.Normalise(minibatch.Advantages);
        LossTerms terms = _gradient.Compute(minibatch);
        RequireFinite(terms);
        return terms;
    }
}
