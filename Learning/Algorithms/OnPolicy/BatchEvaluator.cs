namespace RlOrleans.Learning;

/// <summary>Evaluates networks without their gradients: values, and where wanted log-probabilities. The memory of one thread.</summary>
/// <remarks>Legend: B rows, A action size.</remarks>
internal sealed unsafe class BatchEvaluator
{
    private readonly ActorCritic _networks;
    private readonly NetworkWorkspace? _actor;
    private readonly NetworkWorkspace? _critic;
    private readonly ActionDistribution? _distribution;

    /// <param name="networks">What is evaluated.</param>
    /// <param name="rowCapacity">The most that B may be.</param>
    /// <param name="logProbs">Whether log-probabilities are wanted.</param>
    public BatchEvaluator(ActorCritic networks, int rowCapacity, bool logProbs)
    {
        _networks = networks;
        RowCapacity = rowCapacity;
        _critic = networks.Critic is null ? null : new NetworkWorkspace(networks.Critic, rowCapacity, gradients: false);
        _actor = networks.Critic is null || logProbs ? new NetworkWorkspace(networks.Actor, rowCapacity, gradients: false) : null;
        _distribution = logProbs ? networks.CreateDistribution(rowCapacity) : null;
    }

    public int RowCapacity { get; }

    /// <summary>The values of observations.</summary>
    /// <param name="observations">[B, stride].</param>
    /// <param name="values">[B], filled.</param>
    /// <param name="sequence">How rows follow each other in the network that gives the value.</param>
    public void Values(float* observations, Span<float> values, in Sequence sequence = default)
    {
        NetworkWorkspace workspace = _critic ?? _actor!;
        _networks.ForwardValue(observations, values.Length, workspace, sequence);
        new ReadOnlySpan<float>(_networks.Values(workspace), values.Length).CopyTo(values);
    }

    /// <summary>The log-probabilities of actions; where actor and critic share a network, those of the observations that <see cref="Values"/> was given last.</summary>
    /// <param name="observations">[B, stride].</param>
    /// <param name="actions">[B, A].</param>
    /// <param name="logProbs">[B], filled.</param>
    /// <param name="sequence">How rows follow each other in the actor's network.</param>
    public void LogProbs(float* observations, ReadOnlySpan<float> actions, Span<float> logProbs, in Sequence sequence = default)
    {
        if (_critic is not null)
            _networks.ForwardActor(observations, logProbs.Length, _actor!, sequence);
        _distribution!.Set(_actor!.Outputs, _networks.Parameters.Pointer + _networks.DistributionOffset, logProbs.Length);
        _distribution.LogProb(actions, logProbs);
    }
}
