namespace RlOrleans.Learning;

/// <summary>
/// The policy gradient (Sutton, McAllester, Singh and Mansour, 2000) of samples with known returns, summed over chunks in
/// a fixed order so that any number of samples fits a fixed workspace.
/// </summary>
internal sealed unsafe class PolicyGradient
{
    private const int ChunkRows = 256;

    private readonly ActorCritic _networks;
    private readonly MlpWorkspace _actor;
    private readonly MlpWorkspace? _critic;
    private readonly Categorical _distribution;
    private readonly FloatBuffer _observations;
    private readonly FloatBuffer _actions = new(ChunkRows);
    private readonly FloatBuffer _logProbs = new(ChunkRows);
    private readonly FloatBuffer _ratios = new(ChunkRows);
    private readonly FloatBuffer _logProbGradients = new(ChunkRows);
    private readonly FloatBuffer _sum;
    private float[] _advantages = [];
    private float[] _values = [];

    public PolicyGradient(ActorCritic networks)
    {
        _networks = networks;
        _actor = new MlpWorkspace(networks.Actor, ChunkRows);
        _critic = networks.Critic is null ? null : new MlpWorkspace(networks.Critic, ChunkRows);
        _distribution = new Categorical(networks.Kernels, networks.Actor.Outputs, ChunkRows);
        _observations = new FloatBuffer(ChunkRows * networks.Actor.InputStride);
        _sum = new FloatBuffer(networks.Gradients.Length);
    }

    public bool NormaliseAdvantages { get; init; }

    public float EntropyCoefficient { get; init; }

    public float ValueCoefficient { get; init; }

    /// <summary>Writes the gradient of the loss to the networks' gradients.</summary>
    /// <param name="samples">With returns in the place of rewards; at least one.</param>
    public PolicyGradientTerms Compute(EpisodeSteps samples)
    {
        Span<float> advantages = Advantages(samples, out double explained);
        double policyLoss = 0, valueLoss = 0, entropy = 0;
        _sum.Span.Clear();
        for (int at = 0; at < samples.Count; at += ChunkRows)
        {
            int rows = Load(samples, at);
            Span<float> logProbs = _logProbs.Span[..rows], ratios = _ratios.Span[..rows], gradients = _logProbGradients.Span[..rows];
            ReadOnlySpan<float> acted = samples.LogProbs.Slice(at, rows);
            _networks.ForwardActor(_observations.Pointer, rows, _actor);
            _distribution.Set(_actor.Outputs, rows);
            _distribution.LogProb(_actions.Span[..rows], logProbs);
            for (int i = 0; i < rows; i++)
                ratios[i] = logProbs[i] - acted[i];
            _networks.Kernels.Exp(_ratios.Pointer, _ratios.Pointer, rows);
            for (int i = 0; i < rows; i++)
            {
                float weight = MathF.Min(1, ratios[i]) * advantages[at + i];
                policyLoss -= weight * logProbs[i];
                gradients[i] = -weight / samples.Count;
                entropy += _distribution.Entropies[i];
            }

            _distribution.Backward(
                _actions.Pointer, _logProbGradients.Pointer, -EntropyCoefficient / samples.Count, rows, _actor.OutputGradients);
            _networks.BackwardActor(_observations.Pointer, rows, _actor);
            if (_critic is not null)
            {
                _networks.ForwardCritic(_observations.Pointer, rows, _critic);
                float share = (float)rows / samples.Count;
                valueLoss += share * SquaredError.Compute(
                    new ReadOnlySpan<float>(_critic.Outputs, rows), samples.Rewards.Slice(at, rows), ValueCoefficient * share,
                    new Span<float>(_critic.OutputGradients, rows));
                _networks.BackwardCritic(_observations.Pointer, rows, _critic);
            }

            _networks.Kernels.Accumulate(_networks.Gradients.Pointer, _sum.Pointer, _sum.Length);
        }

        _sum.Span.CopyTo(_networks.Gradients.Span);
        return new PolicyGradientTerms(
            policyLoss / samples.Count, valueLoss, entropy / samples.Count, explained);
    }

    private Span<float> Advantages(EpisodeSteps samples, out double explained)
    {
        if (_advantages.Length < samples.Count)
        {
            _advantages = new float[2 * samples.Count];
            _values = new float[2 * samples.Count];
        }

        Span<float> advantages = _advantages.AsSpan(0, samples.Count), values = _values.AsSpan(0, samples.Count);
        samples.Rewards.CopyTo(advantages);
        explained = double.NaN;
        if (_critic is not null)
        {
            for (int at = 0; at < samples.Count; at += ChunkRows)
            {
                int rows = Load(samples, at);
                _networks.ForwardCritic(_observations.Pointer, rows, _critic);
                new ReadOnlySpan<float>(_critic.Outputs, rows).CopyTo(values[at..]);
            }

            for (int i = 0; i < advantages.Length; i++)
                advantages[i] -= values[i];
            explained = Moments.ExplainedVariance(values, samples.Rewards);
        }

        if (NormaliseAdvantages)
            Moments.Normalise(advantages);
        return advantages;
    }

    private int Load(EpisodeSteps samples, int at)
    {
        int rows = Math.Min(ChunkRows, samples.Count - at), size = _networks.Actor.Inputs, stride = _networks.Actor.InputStride;
        samples.Actions.Slice(at, rows).CopyTo(_actions.Span);
        for (int i = 0; i < rows; i++)
            samples.Observations.Slice((at + i) * size, size).CopyTo(_observations.Span[(i * stride)..]);
        return rows;
    }
}
