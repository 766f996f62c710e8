using System.Collections.Immutable;

namespace RlOrleans.Learning;

/// <summary>
/// Proximal policy optimisation (Schulman, Wolski, Dhariwal, Radford and Klimov, "Proximal policy optimization
/// algorithms", 2017), with the choices of Stable-Baselines3: minibatches shuffled anew each epoch, advantages
/// normalised per minibatch, a value loss that is not clipped, one gradient norm over actor and critic.
/// </summary>
internal sealed class PpoLearner : ActorCriticLearner
{
    private static readonly ImmutableArray<string> Names =
    [
        "policy_loss", "value_loss", "entropy", "approx_kl", "clip_fraction", "explained_variance", "learning_rate", "clip_range", "grad_norm",
    ];

    private readonly PpoMinibatch _minibatch;
    private readonly ValueEstimates _estimates;
    private readonly Schedule _learningRate;
    private readonly Schedule _clipRange;
    private readonly int _batchSize;
    private readonly int _epochs;
    private readonly float _gamma;
    private readonly float _lambda;
    private readonly double _maxGradientNorm;
    private readonly float[] _advantages;
    private readonly float[] _returns;
    private readonly int[] _order;

    public PpoLearner(LearnerOptions options, Hyperparameters values, Kernels kernels)
        : base(Ppo.Descriptor.Name, options, values, critic: true, kernels)
    {
        int steps = values.WholeNumber("n_steps"), capacity = steps * options.LaneCount;
        _learningRate = values.Schedule("learning_rate");
        _clipRange = values.Schedule("clip_range");
        _batchSize = values.WholeNumber("batch_size");
        _epochs = values.WholeNumber("n_epochs");
        _gamma = (float)values.Number("gamma");
        _lambda = (float)values.Number("gae_lambda");
        _maxGradientNorm = values.Number("max_grad_norm");
        _minibatch = new PpoMinibatch(Networks, _batchSize)
        {
            NormaliseAdvantages = values.Flag("normalize_advantage"),
            EntropyCoefficient = (float)values.Number("ent_coef"),
            ValueCoefficient = (float)values.Number("vf_coef"),
        };
        _estimates = new ValueEstimates(Networks, steps, options.LaneCount);
        _advantages = new float[capacity];
        _returns = new float[capacity];
        _order = new int[capacity];
    }

    protected override UpdateStatistics Learn(ReadOnlySpan<Rollout> rollouts)
    {
        Span<float> advantages = _advantages.AsSpan(0, Batch.Count), returns = _returns.AsSpan(0, Batch.Count);
        _estimates.Compute(Batch, rollouts);
        GeneralisedAdvantageEstimation.Compute(
            Batch.Lanes, _gamma, _lambda, Batch.Rewards, _estimates.Values, Batch.Terminated, Batch.Truncated,
            _estimates.FinalValues, _estimates.LastValues, advantages, returns);
        double explained = Moments.ExplainedVariance(_estimates.Values, returns);

        double learningRate = _learningRate.At(Remaining);
        _minibatch.ClipRange = (float)_clipRange.At(Remaining);
        PpoTerms sum = default;
        double normSum = 0;
        int minibatches = 0;
        for (int epoch = 0; epoch < _epochs; epoch++)
        {
            Span<int> order = _order.AsSpan(0, Batch.Count);
            Shuffle.Fill(order, Seed, Version, epoch);
            for (int at = 0; at < order.Length; at += _batchSize, minibatches++)
            {
                ReadOnlySpan<int> samples = order.Slice(at, Math.Min(_batchSize, order.Length - at));
                _minibatch.Gather(Batch, samples, advantages, returns);
                PpoTerms terms = _minibatch.Backward();
                RequireFinite("policy_loss", terms.PolicyLoss);
                RequireFinite("value_loss", terms.ValueLoss);
                RequireFinite("entropy", terms.Entropy);
                normSum += Descend(learningRate, _maxGradientNorm);
                sum += terms;
            }
        }

        PpoTerms mean = sum / minibatches;
        return new UpdateStatistics(Names,
        [
            mean.PolicyLoss, mean.ValueLoss, mean.Entropy, mean.ApproximateKl, mean.ClipFraction,
            explained, learningRate, _minibatch.ClipRange, normSum / minibatches,
        ]);
    }
}
