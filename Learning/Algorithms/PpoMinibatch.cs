namespace RlOrleans.Learning;

/// <summary>
/// The loss of one minibatch and its gradient:
/// <c>policy_loss + vf_coef · value_loss − ent_coef · entropy</c> (Schulman et al., 2017, equation 9).
/// </summary>
/// <remarks>It owns all memory that the computation needs, so several can work on one set of networks.</remarks>
internal sealed unsafe class PpoMinibatch
{
    private readonly ActorCritic _networks;
    private readonly MlpWorkspace _actor;
    private readonly MlpWorkspace _critic;
    private readonly Categorical _distribution;
    private readonly FloatBuffer _observations;
    private readonly FloatBuffer _actions;
    private readonly FloatBuffer _oldLogProbs;
    private readonly FloatBuffer _advantages;
    private readonly FloatBuffer _returns;
    private readonly FloatBuffer _logRatios;
    private readonly FloatBuffer _ratios;
    private readonly FloatBuffer _logProbGradients;
    private int _count;

    public PpoMinibatch(ActorCritic networks, int capacity)
    {
        _networks = networks;
        _actor = new MlpWorkspace(networks.Actor, capacity);
        _critic = new MlpWorkspace(networks.Critic!, capacity);
        _distribution = new Categorical(networks.Kernels, networks.Actor.Outputs, capacity);
        _observations = new FloatBuffer(capacity * networks.Actor.InputStride);
        _actions = new FloatBuffer(capacity);
        _oldLogProbs = new FloatBuffer(capacity);
        _advantages = new FloatBuffer(capacity);
        _returns = new FloatBuffer(capacity);
        _logRatios = new FloatBuffer(capacity);
        _ratios = new FloatBuffer(capacity);
        _logProbGradients = new FloatBuffer(capacity);
    }

    public bool NormaliseAdvantages { get; init; }

    public float EntropyCoefficient { get; init; }

    public float ValueCoefficient { get; init; }

    public float ClipRange { get; set; }

    /// <summary>Takes samples of the batch.</summary>
    public void Gather(RolloutBatch batch, ReadOnlySpan<int> samples, ReadOnlySpan<float> advantages, ReadOnlySpan<float> returns)
    {
        _count = samples.Length;
        _networks.Kernels.GatherRows(samples, batch.Stride, batch.Observations, _observations.Pointer);
        GatherValues(samples, batch.Actions, _actions.Pointer);
        GatherValues(samples, batch.LogProbs, _oldLogProbs.Pointer);
        GatherValues(samples, advantages, _advantages.Pointer);
        GatherValues(samples, returns, _returns.Pointer);
        if (NormaliseAdvantages)
            Moments.Normalise(_advantages.Span[.._count]);
    }

    /// <summary>Writes the gradient of the loss to the networks' gradients.</summary>
    public PpoTerms Backward()
    {
        Span<float> logRatios = _logRatios.Span[.._count];
        _networks.ForwardActor(_observations.Pointer, _count, _actor);
        _distribution.Set(_actor.Outputs, _count);
        _distribution.LogProb(_actions.Span[.._count], logRatios);
        for (int i = 0; i < logRatios.Length; i++)
            logRatios[i] -= _oldLogProbs.Pointer[i];
        _networks.Kernels.Exp(_logRatios.Pointer, _ratios.Pointer, _count);
        (double policyLoss, double divergence, double clipFraction) = ClippedSurrogate.Compute(
            logRatios, _ratios.Span[.._count], _advantages.Span[.._count], ClipRange, _logProbGradients.Span[.._count]);
        double entropy = _networks.Kernels.Sum(_distribution.Entropies, _count) / _count;
        _distribution.Backward(
            _actions.Pointer, _logProbGradients.Pointer, -EntropyCoefficient / _count, _count, _actor.OutputGradients);
        _networks.BackwardActor(_observations.Pointer, _count, _actor);

        _networks.ForwardCritic(_observations.Pointer, _count, _critic);
        double valueLoss = SquaredError.Compute(
            new ReadOnlySpan<float>(_critic.Outputs, _count), _returns.Span[.._count], ValueCoefficient,
            new Span<float>(_critic.OutputGradients, _count));
        _networks.BackwardCritic(_observations.Pointer, _count, _critic);
        return new PpoTerms(policyLoss, valueLoss, entropy, divergence, clipFraction);
    }

    private static void GatherValues(ReadOnlySpan<int> samples, ReadOnlySpan<float> values, float* destination)
    {
        for (int i = 0; i < samples.Length; i++)
            destination[i] = values[samples[i]];
    }
}
