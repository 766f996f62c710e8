namespace RlOrleans.Learning;

/// <summary>
/// An actor and, where wanted, a critic, whose parameters lie in one vector: one optimiser and one gradient norm span all.
/// The critic is a network of its own, or the last output of the actor's, which then share the hidden layers.
/// </summary>
/// <remarks>
/// Legend: B rows. The vector holds the actor's network, the distribution's own parameters, and the critic's network.
/// </remarks>
internal sealed unsafe class ActorCritic : IParameterBlocks
{
    // The gains of Stable-Baselines3's on-policy networks: a policy that starts near uniform, and unbiased values.
    private const float PolicyGain = 0.01f;
    private const float ValueGain = 1f;
    private static readonly float HiddenGain = MathF.Sqrt(2);

    private readonly FloatBuffer _transposed;
    private readonly FloatBuffer _kept;
    private readonly int _distributionLength;

    public ActorCritic(Kernels kernels, PolicySpec spec, bool critic, ulong seed)
    {
        Kernels = kernels;
        Spec = spec;
        var distribution = CreateDistribution(rowCapacity: 1);
        Actor = spec.CreateNetwork(kernels, distribution);
        Critic = critic && !spec.SharesCritic ? new Network(kernels, spec.Observation, spec.NetArch, 1, spec.Activation) : null;
        _distributionLength = distribution.ParameterCount;
        Parameters = new FloatBuffer(CriticOffset + (Critic?.StorageLength ?? 0));
        _transposed = new FloatBuffer(Actor.TransposedLength + (Critic?.TransposedLength ?? 0));
        _kept = new FloatBuffer(Parameters.Length);
        var initialiser = new Initialiser(InitialWeights.Orthogonal, HiddenGain, seed, Network: 0, Layer: 0);
        if (spec.SharesCritic)
            Actor.Initialise(Parameters.Pointer, initialiser, (distribution.Outputs, PolicyGain), (1, ValueGain));
        else
            Actor.Initialise(Parameters.Pointer, initialiser, (distribution.Outputs, PolicyGain));
        Parameters.Span.Slice(DistributionOffset, _distributionLength).Fill(distribution.InitialParameter);
        Critic?.Initialise(Parameters.Pointer + CriticOffset, initialiser with { Network = 1 }, (1, ValueGain));
        ParametersChanged();
    }

    public Kernels Kernels { get; }

    public PolicySpec Spec { get; }

    public Network Actor { get; }

    /// <summary>The critic's own network; null where it shares the actor's, or there is none.</summary>
    public Network? Critic { get; }

    /// <summary>The network whose last output is the value, if there is a critic.</summary>
    public Network? ValueNetwork => Critic ?? (Spec.SharesCritic ? Actor : null);

    /// <summary>Whether the networks carry a state from step to step; they have the same hidden layers, so both do or none.</summary>
    public bool IsRecurrent => Actor.StateSize > 0;

    /// <summary>Rows that are best computed together.</summary>
    public int ChunkRows => Math.Min(Actor.ChunkRows, Critic?.ChunkRows ?? int.MaxValue);

    public FloatBuffer Parameters { get; }

    /// <summary>Weights of the policy: the actor's and the distribution's own, with a shared critic's.</summary>
    public int PolicyWeightCount => Actor.WeightCount + _distributionLength;

    public int WeightCount => PolicyWeightCount + (Critic?.WeightCount ?? 0);

    /// <summary>Where the distribution's own parameters begin.</summary>
    public int DistributionOffset => Actor.StorageLength;

    /// <summary>Where the critic's own parameters begin.</summary>
    public int CriticOffset => DistributionOffset + FloatBuffer.RoundUp(_distributionLength);

    /// <summary>Those of both networks; the last of the actor's has the distribution's own parameters too.</summary>
    public int Blocks => Actor.Blocks + (Critic?.Blocks ?? 0);

    public ActionDistribution CreateDistribution(int rowCapacity) => ActionDistribution.Create(Kernels, Spec, rowCapacity);

    public void ForwardActor(float* observations, int rows, NetworkWorkspace workspace, in Sequence sequence = default) =>
        Actor.Forward(Parameters.Pointer, observations, rows, workspace, sequence);

    /// <summary>Evaluates the network that the value is the last output of.</summary>
    public void ForwardValue(float* observations, int rows, NetworkWorkspace workspace, in Sequence sequence = default) =>
        ValueNetwork!.Forward(Parameters.Pointer + (Critic is null ? 0 : CriticOffset), observations, rows, workspace, sequence);

    /// <summary>[B]: the values in a workspace that <see cref="ForwardValue"/> filled.</summary>
    public float* Values(NetworkWorkspace workspace) => workspace.Outputs + (ValueNetwork!.Outputs - 1) * workspace.OutputStride;

    /// <summary>[B]: the gradients of those values.</summary>
    public float* ValueGradients(NetworkWorkspace workspace) => workspace.OutputGradients + (ValueNetwork!.Outputs - 1) * workspace.OutputStride;

    public void BackwardActor(float* observations, int rows, NetworkWorkspace workspace, float* gradients, in Sequence sequence = default) =>
        Actor.Backward(Parameters.Pointer, _transposed.Pointer, observations, rows, workspace, gradients, sequence: sequence);

    public void BackwardCritic(float* observations, int rows, NetworkWorkspace workspace, float* gradients, in Sequence sequence = default) =>
        Critic!.Backward(
            Parameters.Pointer + CriticOffset, _transposed.Pointer + Actor.TransposedLength, observations, rows, workspace,
            gradients + CriticOffset, sequence: sequence);

    /// <inheritdoc/>
    public (int First, int Count) BlockRange(int block)
    {
        (int first, int count) = block < Actor.Blocks ? Actor.BlockRange(block) : Critic!.BlockRange(block - Actor.Blocks);
        if (block == Actor.Blocks - 1)
            count = CriticOffset - first;
        return (block < Actor.Blocks ? first : CriticOffset + first, count);
    }

    /// <inheritdoc/>
    public void BlockChanged(int block)
    {
        if (block < Actor.Blocks)
            Actor.Transpose(block, Parameters.Pointer, _transposed.Pointer);
        else
            Critic!.Transpose(block - Actor.Blocks, Parameters.Pointer + CriticOffset, _transposed.Pointer + Actor.TransposedLength);
    }

    /// <summary>Must follow every other change of the parameters.</summary>
    public void ParametersChanged()
    {
        Actor.Transpose(Parameters.Pointer, _transposed.Pointer);
        Critic?.Transpose(Parameters.Pointer + CriticOffset, _transposed.Pointer + Actor.TransposedLength);
    }

    /// <summary>Keeps a copy of the parameters, for <see cref="Restore"/>.</summary>
    public void Keep() => Parameters.Span.CopyTo(_kept.Span);

    /// <summary>Goes back to the parameters that were kept.</summary>
    public void Restore()
    {
        _kept.Span.CopyTo(Parameters.Span);
        ParametersChanged();
    }

    public void CopyTo(Span<float> destination)
    {
        CopyPolicyTo(destination);
        Critic?.CopyTo(Parameters.Pointer + CriticOffset, destination[PolicyWeightCount..]);
    }

    /// <summary>Reads the first part of <see cref="CopyTo"/>: what is needed to act.</summary>
    public void CopyPolicyTo(Span<float> destination)
    {
        Actor.CopyTo(Parameters.Pointer, destination);
        Parameters.Span.Slice(DistributionOffset, _distributionLength).CopyTo(destination[Actor.WeightCount..]);
    }

    public void CopyFrom(ReadOnlySpan<float> source)
    {
        Actor.CopyFrom(Parameters.Pointer, source);
        source = source[Actor.WeightCount..];
        source[.._distributionLength].CopyTo(Parameters.Span[DistributionOffset..]);
        Critic?.CopyFrom(Parameters.Pointer + CriticOffset, source[_distributionLength..]);
        ParametersChanged();
    }
}
