namespace RlOrleans.Learning;

/// <summary>
/// What learners of an actor and a critic from whole rollouts have in common: networks, normalisation, the batch, and
/// steps of gradient descent.
/// </summary>
internal abstract class ActorCriticLearner : Learner
{
    // Stable-Baselines3's epsilon for the optimisers of its on-policy algorithms.
    private protected const float OptimiserEpsilon = 1e-5f;

    private readonly ObservationNormaliser? _observations;
    private readonly RewardScaling? _rewards;

    protected ActorCriticLearner(
        string algorithm, LearnerOptions options, Hyperparameters values, bool critic, Kernels kernels, Func<Kernels, int, Optimiser>? optimiser = null)
        : base(algorithm, options, values, CreatePolicy(options, values, critic))
    {
        Networks = new ActorCritic(kernels, Policy, critic, options.Seed);
        _observations = Policy.NormalisesObservations ? new ObservationNormaliser(Policy.ObservationSize) : null;
        _rewards = values.Flag(OnPolicy.NormalizeReward) ? new RewardScaling(options.LaneCount, (float)values.Number("gamma")) : null;
        Batch = new RolloutBatch(Policy, values.WholeNumber("n_steps"), options.LaneCount, _observations?.Scaling, _rewards);
        int length = Networks.Parameters.Length;
        Descent = new Descent(kernels, Team, Networks.Parameters, optimiser?.Invoke(kernels, length) ?? new Adam(kernels, length, OptimiserEpsilon));
    }

    public override int WeightCount => Policy.NormaliserLength + Networks.WeightCount;

    public override long Operations => Networks.Actor.Operations + (Networks.Critic?.Operations ?? 0);

    internal ActorCritic Networks { get; }

    protected RolloutBatch Batch { get; }

    protected Descent Descent { get; }

    protected override int Receive(ReadOnlySpan<Rollout> rollouts)
    {
        Batch.Fill(rollouts);
        return Batch.Count;
    }

    protected sealed override UpdateStatistics Learn(ReadOnlySpan<Rollout> rollouts)
    {
        UpdateStatistics statistics = LearnFromBatch(rollouts);
        if (_observations is not null)
        {
            foreach (Rollout rollout in rollouts)
                _observations.Add(rollout.Observations.Span);
            _observations.Publish();
        }

        return statistics;
    }

    /// <summary>Learns from the batch, which holds the rollouts but for their final observations.</summary>
    protected abstract UpdateStatistics LearnFromBatch(ReadOnlySpan<Rollout> rollouts);

    /// <summary>Sums the parts of a gradient, clips its norm, steps down it, and gives the norm before clipping.</summary>
    /// <exception cref="DivergedException">The norm is not finite; the parameters are as before.</exception>
    protected double Descend(IReadOnlyList<FloatBuffer> gradients, int count, double learningRate, double maxNorm)
    {
        double norm = Descent.Reduce(gradients, count);
        RequireFinite("grad_norm", norm);
        Descent.Step(learningRate, GradientNorm.ClippingScale(norm, maxNorm));
        Networks.ParametersChanged();
        return norm;
    }

    /// <summary>Stops a learner one of whose loss terms is not finite.</summary>
    protected void RequireFinite(in LossTerms terms)
    {
        RequireFinite("policy_loss", terms.PolicyLoss);
        if (Networks.ValueNetwork is not null)
            RequireFinite("value_loss", terms.ValueLoss);
        RequireFinite("entropy", terms.Entropy);
    }

    protected override void CopyAllWeights(Span<float> destination)
    {
        _observations?.Scaling.CopyTo(destination);
        Networks.CopyTo(destination[Policy.NormaliserLength..]);
    }

    protected override void KeepWeights() => Networks.Keep();

    protected override void RestoreWeights() => Networks.Restore();

    protected override void SaveState(StateWriter writer)
    {
        writer.Write(Networks.Parameters.Span);
        Descent.Optimiser.Save(writer);
        _observations?.Save(writer);
        _rewards?.Save(writer);
    }

    protected override void LoadState(ref StateReader reader)
    {
        reader.Read(Networks.Parameters.Span);
        Networks.ParametersChanged();
        Descent.Optimiser.Load(ref reader);
        _observations?.Load(ref reader);
        _rewards?.Load(ref reader);
    }

    private static PolicySpec CreatePolicy(LearnerOptions options, Hyperparameters values, bool critic) => new(
        options.Observation,
        options.Action,
        new HeadSpec(options.Action is ContinuousActionSpec ? HeadKind.DiagonalGaussian : HeadKind.Categorical),
        values.Layers("net_arch"),
        values.ActivationFunction("activation"))
    {
        SharesCritic = critic && values.Flag(OnPolicy.ShareFeatures),
        NormalisesObservations = values.Flag(OnPolicy.NormalizeObservation),
    };
}
