using System.Collections.Immutable;
using RlOrleans.Learning;

namespace KlPenalty;

/// <summary>
/// Proximal policy optimisation with an adaptive penalty on the Kullback-Leibler divergence in place of the clipped objective
/// (Schulman, Wolski, Dhariwal, Radford and Klimov, "Proximal policy optimization algorithms", 2017, section 4).
/// </summary>
public sealed class KlPenaltyLearner : OnPolicyLearner
{
    // The paper's: how far off the divergence may be, and by how much the penalty then changes.
    private const double Tolerance = 1.5;
    private const double Change = 2;

    // Beyond these the penalty is all or nothing, and doubling it again would only take long to undo.
    private const double LeastPenalty = 1e-4;
    private const double MostPenalty = 1e4;

    private static readonly ImmutableArray<string> Figures =
        ["policy_loss", "value_loss", "entropy", "approx_kl", "explained_variance", "learning_rate", "kl_penalty"];

    private readonly PenalisedObjective _objective;
    private readonly int _passes;
    private readonly double _target;

    private KlPenaltyLearner(LearnerOptions options, Hyperparameters values, PenalisedObjective objective)
        : base(Descriptor.Name, options, values, objective)
    {
        _objective = objective;
        _passes = values.WholeNumber("n_epochs");
        _target = values.Number("target_kl");
        _objective.Penalty = values.Number("initial_penalty");
    }

    /// <summary>What the algorithm is called, what can be set, and how a learner is made.</summary>
    public static AlgorithmDescriptor Descriptor { get; } = new(
        "ppo-kl",
        "Proximal policy optimisation with an adaptive penalty on the divergence (Schulman et al., 2017, section 4).",
        synchronous: true,
        actsIn: _ => true,
        [
            .. CommonHyperparameters,
            HyperparameterDescriptor.WholeNumber("n_epochs", 10, 1, 1000, "Passes over the experience in an update."),
            HyperparameterDescriptor.Number("target_kl", 0.01, 1e-6, 10, "Divergence, in nats, that an update is to come to."),
            HyperparameterDescriptor.Number("initial_penalty", 1, LeastPenalty, MostPenalty, "Weight of the divergence in the first update."),
        ],
        Check,
        (options, values) => new KlPenaltyLearner(options, values, new PenalisedObjective()));

    /// <inheritdoc/>
    protected override UpdateStatistics Learn()
    {
        LossTerms terms = default;
        for (int pass = 0; pass < _passes; pass++)
            terms = Pass(pass);

        double penalty = _objective.Penalty;
        if (terms.ApproximateKl < _target / Tolerance)
            _objective.Penalty = Math.Max(penalty / Change, LeastPenalty);
        else if (terms.ApproximateKl > _target * Tolerance)
            _objective.Penalty = Math.Min(penalty * Change, MostPenalty);
        return new UpdateStatistics(
            Figures, [terms.PolicyLoss, terms.ValueLoss, terms.Entropy, terms.ApproximateKl, ExplainedVariance, LearningRate, penalty]);
    }

    /// <inheritdoc/>
    protected override void SaveState(StateWriter writer)
    {
        base.SaveState(writer);
        writer.Write(_objective.Penalty);
    }

    /// <inheritdoc/>
    protected override void LoadState(ref StateReader reader)
    {
        base.LoadState(ref reader);
        _objective.Penalty = reader.ReadDouble();
    }

    /// <summary>
    /// <c>−r · A + β · KL(old, new)</c> (equation 8, negated). Of the divergence there are only samples of the old policy;
    /// <c>r − 1 − log r</c> is their estimate of low variance (Schulman, "Approximating KL divergence", 2020), whose gradient
    /// by the log-probability is <c>r − 1</c>.
    /// </summary>
    private sealed class PenalisedObjective : IPolicyLoss
    {
        /// <summary>β.</summary>
        public double Penalty { get; set; }

        public PolicyLossSums Compute(
            ReadOnlySpan<float> logProbs, ReadOnlySpan<float> logRatios, ReadOnlySpan<float> ratios, ReadOnlySpan<float> advantages,
            int total, Span<float> logProbGradients)
        {
            float penalty = (float)Penalty;
            double objective = 0, divergence = 0;
            for (int i = 0; i < ratios.Length; i++)
            {
                float gain = ratios[i] * advantages[i];
                objective += gain;
                divergence += ratios[i] - 1 - logRatios[i];
                logProbGradients[i] = (penalty * (ratios[i] - 1) - gain) / total;
            }

            return new PolicyLossSums(penalty * divergence - objective, divergence, Clipped: 0);
        }
    }
}
