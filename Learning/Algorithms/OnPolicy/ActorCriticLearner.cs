namespace RlOrleans.Learning;

/// <summary>
/// What learners of an actor and a critic from whole rollouts have in common: networks, normalisation, the batch, and
/// steps of gradient descent. Algorithms of users' own derive from <see cref="OnPolicyLearner"/>.
/// </summary>
public abstract class ActorCriticLearner : Learner
{
    // Stable-Baselines3's epsilon for the optimisers of its on-policy algorithms.
    private protected const float OptimiserEpsilon = 1e-5f;

    private readonly ObservationNormaliser? _observations;
    private readonly RewardScaling? _rewards;
    private readonly int[] _units;
    private int _unitCount;

    /// <summary>A learner.</summary>
    /// <param name="algorithm">The algorithm's name.</param>
    /// <param name="options">What it is made from.</param>
    /// <param name="values">The algorithm's hyperparameters.</param>
    /// <param name="critic">Whether values are learnt.</param>
    /// <param name="kernels">Arithmetic.</param>
    /// <param name="optimiser">Makes the optimiser of a number of parameters; null for Adam.</param>
    /// <param name="asynchronous">Whether an update learns from whichever agents are ready, which may have acted on older versions.</param>
    private protected ActorCriticLearner(
        string algorithm, LearnerOptions options, Hyperparameters values, bool critic, Kernels kernels,
        Func<Kernels, int, Optimiser>? optimiser = null, bool asynchronous = false)
        : base(algorithm, options, values, CreatePolicy(options, values, critic))
    {
        Networks = new ActorCritic(kernels, Policy, critic, options.Seed);
        _observations = Policy.NormalisesObservations ? new ObservationNormaliser(Policy.ObservationSize) : null;
        _rewards = values.Flag(OnPolicy.NormalizeReward) ? new RewardScaling(options.LaneCount, (float)values.Number("gamma")) : null;
        int steps = values.WholeNumber("n_steps");
        Batch = new RolloutBatch(Policy, steps, options.LaneCount, _observations?.Scaling, _rewards) { TakesAnyLanes = asynchronous };
        Estimates = critic ? BatchEstimates.Create(Networks, Team, steps, options.LaneCount, logProbs: asynchronous) : null;
        Minibatch = new Minibatch(Team, Policy.Action.Size) { Sequences = Networks.IsRecurrent ? new SequenceOrder(Policy.StateSize) : null };
        _units = new int[Networks.IsRecurrent ? options.LaneCount : steps * options.LaneCount];
        int length = Networks.Parameters.Length;
        Descent = new Descent(kernels, Team, Networks.Parameters, optimiser?.Invoke(kernels, length) ?? new Adam(kernels, length, OptimiserEpsilon), Networks);
    }

    /// <inheritdoc/>
    public override int WeightCount => Policy.NormaliserLength + Networks.WeightCount;

    /// <inheritdoc/>
    public override long Operations => Networks.Actor.Operations + (Networks.Critic?.Operations ?? 0);

    /// <inheritdoc/>
    public override long WholeOperations => Networks.Actor.WholeOperations + (Networks.Critic?.WholeOperations ?? 0);

    internal ActorCritic Networks { get; }

    private protected RolloutBatch Batch { get; }

    /// <summary>What the critic makes of the batch; null without one.</summary>
    private protected BatchEstimates? Estimates { get; }

    /// <summary>What is learnt from at once.</summary>
    private protected Minibatch Minibatch { get; }

    /// <summary>
    /// What a batch is drawn from in parts that are not taken apart, in order: lanes where the networks carry a state from step
    /// to step, single samples otherwise. What is excluded from learning is left out, and a whole lane with it where it cannot
    /// be taken apart; there may be none.
    /// </summary>
    private protected ReadOnlySpan<int> Units => _units.AsSpan(0, _unitCount);

    private protected Descent Descent { get; }

    /// <inheritdoc/>
    protected override int Receive(ReadOnlySpan<Rollout> rollouts)
    {
        RequireFinite(rollouts);
        Batch.Fill(rollouts);
        FindUnits();
        return Batch.Count;
    }

    /// <inheritdoc/>
    protected sealed override UpdateStatistics Learn(ReadOnlySpan<Rollout> rollouts)
    {
        UpdateStatistics statistics = LearnFromBatch(rollouts);
        if (_observations is not null)
        {
            foreach (Rollout rollout in rollouts)
                AddObservations(_observations, rollout);
            _observations.Publish();
        }

        return statistics;
    }

    /// <summary>Learns from the batch, which holds the rollouts but for their final observations.</summary>
    private protected abstract UpdateStatistics LearnFromBatch(ReadOnlySpan<Rollout> rollouts);

    /// <summary>Takes a part of the batch to learn from; what is given lies until the next call.</summary>
    /// <param name="units">Some of <see cref="Units"/>.</param>
    /// <param name="advantages">Of all samples of the batch.</param>
    /// <param name="returns">Of all samples of the batch: what the critic is to learn.</param>
    private protected unsafe Minibatch Gather(ReadOnlySpan<int> units, ReadOnlySpan<float> advantages, ReadOnlySpan<float> returns)
    {
        if (Minibatch.Sequences is { } sequences)
        {
            sequences.TakeLanes(Batch, units, Estimates is null ? null : Estimates.CriticStates);
            units = sequences.Samples;
        }

        Minibatch.Gather(units, Batch.Observations, Batch.Stride, Batch.Actions, Batch.LogProbs, advantages, returns);
        return Minibatch;
    }

    /// <summary>Sums the parts of a gradient, clips its norm, steps down it, and gives the norm before clipping.</summary>
    /// <exception cref="DivergedException">The norm is not finite; the parameters are as before.</exception>
    private protected double Descend(IReadOnlyList<FloatBuffer> gradients, int count, double learningRate, double maxNorm)
    {
        double norm = Descent.Reduce(gradients, count);
        RequireFinite("grad_norm", norm);
        Descent.Step(learningRate, GradientNorm.ClippingScale(norm, maxNorm));
        return norm;
    }

    /// <summary>Stops a learner one of whose loss terms is not finite.</summary>
    private protected void RequireFinite(in LossTerms terms)
    {
        RequireFinite("policy_loss", terms.PolicyLoss);
        if (Networks.ValueNetwork is not null)
            RequireFinite("value_loss", terms.ValueLoss);
        RequireFinite("entropy", terms.Entropy);
    }

    /// <inheritdoc/>
    protected override void CopyAllWeights(Span<float> destination)
    {
        _observations?.Scaling.CopyTo(destination);
        Networks.CopyTo(destination[Policy.NormaliserLength..]);
    }

    /// <inheritdoc/>
    protected override void CopyPolicy(Span<float> destination)
    {
        _observations?.Scaling.CopyTo(destination);
        Networks.CopyPolicyTo(destination[Policy.NormaliserLength..]);
    }

    /// <inheritdoc/>
    protected override void KeepWeights() => Networks.Keep();

    /// <inheritdoc/>
    protected override void RestoreWeights() => Networks.Restore();

    /// <inheritdoc/>
    protected override void SaveState(StateWriter writer)
    {
        writer.Write(Networks.Parameters.Span);
        Descent.Optimiser.Save(writer);
        _observations?.Save(writer);
        _rewards?.Save(writer);
        Estimates?.Save(writer);
    }

    /// <inheritdoc/>
    protected override void LoadState(ref StateReader reader)
    {
        reader.Read(Networks.Parameters.Span);
        Networks.ParametersChanged();
        Descent.Optimiser.Load(ref reader);
        _observations?.Load(ref reader);
        _rewards?.Load(ref reader);
        Estimates?.Load(ref reader);
    }

    /// <summary>The units in random order, of which each pass over a batch has its own.</summary>
    /// <param name="order">Where they are written.</param>
    /// <param name="pass">Number of the pass in this update.</param>
    private protected ReadOnlySpan<int> ShuffledUnits(int[] order, int pass)
    {
        Span<int> shuffled = order.AsSpan(0, _unitCount);
        Shuffle.Fill(shuffled, Seed, Version, pass);
        foreach (ref int unit in shuffled)
            unit = _units[unit];
        return shuffled;
    }

    private void FindUnits()
    {
        int count = Networks.IsRecurrent ? Batch.Lanes : Batch.Count;
        _unitCount = 0;
        for (int unit = 0; unit < count; unit++)
        {
            if (!Batch.HasExcluded || !(Networks.IsRecurrent ? IsLaneExcluded(unit) : Batch.Excluded[unit]))
                _units[_unitCount++] = unit;
        }
    }

    private bool IsLaneExcluded(int lane)
    {
        for (int i = lane; i < Batch.Count; i += Batch.Lanes)
            if (Batch.Excluded[i])
                return true;
        return false;
    }

    private static void AddObservations(ObservationNormaliser normaliser, Rollout rollout)
    {
        ReadOnlySpan<float> observations = rollout.Observations.Span;
        ReadOnlySpan<bool> excluded = rollout.Excluded.Span;
        if (!excluded.Contains(true))
        {
            normaliser.Add(observations);
            return;
        }

        int size = observations.Length / excluded.Length;
        for (int i = 0; i < excluded.Length; i++)
            if (!excluded[i])
                normaliser.Add(observations.Slice(i * size, size));
    }

    // A running mean never recovers from an infinite value, though a clipped observation learns on as if nothing were wrong.
    private void RequireFinite(ReadOnlySpan<Rollout> rollouts)
    {
        foreach (Rollout rollout in rollouts)
        {
            if (_observations is not null)
                RequireFinite("observation", rollout.Observations.Span);
            if (_rewards is not null)
                RequireFinite("reward", rollout.Rewards.Span);
        }
    }

    private void RequireFinite(string term, ReadOnlySpan<float> values)
    {
        foreach (float value in values)
            if (!float.IsFinite(value))
                throw new DivergedException(term, value, Version, "It came from the environment, whose figures must be finite.");
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
