using System.Collections.Immutable;

namespace RlOrleans.Learning;

/// <summary>
/// What an on-policy algorithm of a user's own derives from: an actor and a critic, rollouts with generalised advantage
/// estimates, and passes over them in shuffled minibatches. What is left to write is the loss of the actor and how often it
/// is descended on.
/// </summary>
/// <remarks>
/// Networks, normalisation, gradient clipping, threads, divergence checks and saved state come with it. A learner with
/// numbers of its own that the future depends on adds them to <see cref="Learner.SaveState"/> and
/// <see cref="Learner.LoadState"/>.
/// </remarks>
public abstract class OnPolicyLearner : ActorCriticLearner
{
    private readonly ActorCriticGradient _gradient;
    private readonly AdvantageEstimates _estimates;
    private readonly Schedule _learningRate;
    private readonly int _batchUnits;
    private readonly double _maxGradientNorm;
    private readonly bool _normalisesAdvantages;
    private readonly int[] _order;

    /// <summary>A learner of an algorithm that has <see cref="CommonHyperparameters"/>.</summary>
    /// <param name="algorithm">The algorithm's name.</param>
    /// <param name="options">What it is made from.</param>
    /// <param name="values">The algorithm's hyperparameters.</param>
    /// <param name="loss">What the actor descends on.</param>
    protected OnPolicyLearner(string algorithm, LearnerOptions options, Hyperparameters values, IPolicyLoss loss)
        : base(algorithm, options, values, critic: true, Kernels.Best)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(loss);
        int steps = values.WholeNumber("n_steps"), batchSize = values.WholeNumber("batch_size");
        _learningRate = values.Schedule("learning_rate");
        _maxGradientNorm = values.Number("max_grad_norm");
        _normalisesAdvantages = values.Flag("normalize_advantage");
        _batchUnits = Networks.IsRecurrent ? Math.Max(1, batchSize / steps) : batchSize;
        _gradient = new ActorCriticGradient(Networks, Team, loss, values.Number("ent_coef"), values.Number("vf_coef"), batchSize);
        _estimates = new AdvantageEstimates(Estimates!, steps * options.LaneCount, values.Number("gamma"), values.Number("gae_lambda"));
        _order = new int[Networks.IsRecurrent ? options.LaneCount : steps * options.LaneCount];
    }

    /// <summary>Hyperparameters that every such algorithm has; its own come after them.</summary>
    public static ImmutableArray<HyperparameterDescriptor> CommonHyperparameters { get; } =
    [
        HyperparameterDescriptor.Schedule("learning_rate", "0.0003", 0, 1, "Step size of Adam."),
        HyperparameterDescriptor.WholeNumber("n_steps", 256, 1, 1_000_000, "Steps of each lane between updates."),
        HyperparameterDescriptor.WholeNumber("batch_size", 256, 1, 10_000_000, "Samples of a minibatch; at most n_steps times the lanes of all agents."),
        HyperparameterDescriptor.Number("gamma", 0.99, 0, 1, "Discount of later rewards."),
        HyperparameterDescriptor.Number("gae_lambda", 0.95, 0, 1, "Weight of longer advantage estimates: 0 trusts the critic, 1 the rewards."),
        HyperparameterDescriptor.Flag("normalize_advantage", true, "Whether each minibatch's advantages are brought to mean 0 and deviation 1."),
        HyperparameterDescriptor.Number("ent_coef", 0, 0, 1000, "Weight of the entropy bonus."),
        HyperparameterDescriptor.Number("vf_coef", 0.5, 0, 1000, "Weight of the critic's loss."),
        HyperparameterDescriptor.Number("max_grad_norm", 0.5, 0.000001, 1_000_000, "Limit of the norm of the gradient over all parameters."),
        .. OnPolicy.Networks,
    ];

    /// <summary>The step size of the update under way.</summary>
    protected double LearningRate { get; private set; }

    /// <summary>The share of the returns' variance that the critic explained before the update; at most 1.</summary>
    protected double ExplainedVariance { get; private set; }

    /// <summary>What is wrong with values of <see cref="CommonHyperparameters"/> that are allowed one by one.</summary>
    /// <param name="values">The hyperparameters.</param>
    /// <param name="laneCount">Lanes over all agents.</param>
    public static IEnumerable<HyperparameterError> Check(Hyperparameters values, int laneCount)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (HyperparameterError error in RolloutLimits.Check(values, laneCount))
            yield return error;
        long samples = (long)values.WholeNumber("n_steps") * laneCount;
        int batchSize = values.WholeNumber("batch_size");
        if (batchSize > samples)
            yield return new HyperparameterError(
                "batch_size", $"{batchSize}", $"batch_size is {batchSize}, but must be at most n_steps times the lanes of all agents, {samples}.");
    }

    /// <summary>Learns from the rollouts that have come in, by passes over them.</summary>
    /// <returns>Figures for the metrics, by name.</returns>
    /// <exception cref="DivergedException">A loss or a gradient is not finite.</exception>
    protected abstract UpdateStatistics Learn();

    /// <summary>Descends on every sample once, in shuffled minibatches.</summary>
    /// <param name="pass">Number of the pass in this update; each has its own order.</param>
    /// <returns>The terms of the loss, as means over the minibatches; NaN where nothing is to be learned from.</returns>
    /// <exception cref="DivergedException">A loss or a gradient is not finite.</exception>
    protected LossTerms Pass(int pass)
    {
        ReadOnlySpan<int> order = ShuffledUnits(_order, pass);
        LossTerms sum = default;
        int minibatches = 0;
        for (int at = 0; at < order.Length; at += _batchUnits, minibatches++)
        {
            Minibatch minibatch = Gather(order.Slice(at, Math.Min(_batchUnits, order.Length - at)), _estimates.Advantages, _estimates.Returns);
            if (_normalisesAdvantages)
                Moments.Normalise(minibatch.Advantages);
            LossTerms terms = _gradient.Compute(minibatch);
            RequireFinite(terms);
            Descend(_gradient.Gradients, _gradient.Count, LearningRate, _maxGradientNorm);
            sum += terms;
        }

        return sum / minibatches;
    }

    private protected sealed override UpdateStatistics LearnFromBatch(ReadOnlySpan<Rollout> rollouts)
    {
        ExplainedVariance = _estimates.Compute(Batch);
        LearningRate = _learningRate.At(Remaining);
        return Learn();
    }
}
