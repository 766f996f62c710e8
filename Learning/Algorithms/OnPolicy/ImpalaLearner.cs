using System.Collections.Immutable;

namespace RlOrleans.Learning;

/// <summary>
/// IMPALA (Espeholt et al., "IMPALA: scalable distributed deep-RL with importance weighted actor-learner architectures",
/// 2018): one step down the gradient of <c>−ρ log π(a|x) (r + γ v' − V) − ent_coef · H + vf_coef · (v − V)²</c>, with
/// V-trace's v, for the trajectories of whichever agents are ready. Means over samples stand where the paper has sums.
/// </summary>
internal sealed class ImpalaLearner : ActorCriticLearner
{
    private static readonly ImmutableArray<string> Names =
    [
        "policy_loss", "value_loss", "entropy", "approx_kl", "explained_variance", "learning_rate", "grad_norm", "policy_lag", "trajectories",
    ];

    // Advantages contain the weight ρ already.
    private readonly PolicyGradientLoss _loss = new() { WeighsOldSamples = false };
    private readonly ActorCriticGradient _gradient;
    private readonly Schedule _learningRate;
    private readonly float _gamma;
    private readonly float _rhoBar;
    private readonly float _cBar;
    private readonly double _maxGradientNorm;
    private readonly float[] _logRatios;
    private readonly float[] _targets;
    private readonly float[] _advantages;

    public ImpalaLearner(LearnerOptions options, Hyperparameters values, Kernels kernels)
        : base(
            Impala.Descriptor.Name, options, values, critic: true, kernels,
            (arithmetic, length) => values.Flag(A2c.UseRmsProp)
                ? new RmsProp(arithmetic, length, OptimiserEpsilon)
                : new Adam(arithmetic, length, OptimiserEpsilon),
            asynchronous: true)
    {
        int capacity = values.WholeNumber("n_steps") * options.LaneCount;
        _learningRate = values.Schedule("learning_rate");
        _gamma = (float)values.Number("gamma");
        _rhoBar = (float)values.Number("rho_bar");
        _cBar = (float)values.Number("c_bar");
        _maxGradientNorm = values.Number("max_grad_norm");
        _gradient = new ActorCriticGradient(Networks, Team, _loss, values.Number("ent_coef"), values.Number("vf_coef"), capacity);
        _logRatios = new float[capacity];
        _targets = new float[capacity];
        _advantages = new float[capacity];
    }

    private protected override UpdateStatistics LearnFromBatch(ReadOnlySpan<Rollout> rollouts)
    {
        Estimates!.Compute(Batch);
        Span<float> targets = _targets.AsSpan(0, Batch.Count), advantages = _advantages.AsSpan(0, Batch.Count);
        VTrace.Compute(
            Batch.Lanes, _gamma, _rhoBar, _cBar, LogRatios(), Batch.Rewards, Estimates.Values, Batch.Terminated, Batch.Truncated,
            Estimates.FinalValues, Estimates.LastValues, targets, advantages);
        double explained = Moments.ExplainedVariance(Estimates.Values, targets);
        if (Units.IsEmpty)
            return new UpdateStatistics(Names, [.. Enumerable.Repeat(double.NaN, Names.Length)]);
        LossTerms terms = _gradient.Compute(Gather(Units, advantages, targets));
        RequireFinite(terms);
        double learningRate = _learningRate.At(Remaining);
        double norm = Descend(_gradient.Gradients, _gradient.Count, learningRate, _maxGradientNorm);
        return new UpdateStatistics(Names,
        [
            terms.PolicyLoss, terms.ValueLoss, terms.Entropy, terms.ApproximateKl, explained, learningRate, norm, Lag(rollouts), rollouts.Length,
        ]);
    }

    // Of the policy that learns over the one that acted.
    private ReadOnlySpan<float> LogRatios()
    {
        Span<float> logRatios = _logRatios.AsSpan(0, Batch.Count);
        ReadOnlySpan<float> learning = Estimates!.LogProbs, acting = Batch.LogProbs;
        for (int i = 0; i < logRatios.Length; i++)
            logRatios[i] = learning[i] - acting[i];
        return logRatios;
    }

    // Updates between the version that acted and this one, on average.
    private double Lag(ReadOnlySpan<Rollout> rollouts)
    {
        long sum = 0;
        foreach (Rollout rollout in rollouts)
            sum += Version - rollout.PolicyVersion;
        return (double)sum / rollouts.Length;
    }
}
