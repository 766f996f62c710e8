namespace RlOrleans.Learning;

/// <summary>
/// An actor and, where wanted, a critic, with separate networks whose parameters lie in one vector: one optimiser and one
/// gradient norm span both.
/// </summary>
/// <remarks>Legend: B rows.</remarks>
internal sealed unsafe class ActorCritic
{
    // The gains of Stable-Baselines3's on-policy networks: a policy that starts near uniform, and unbiased values.
    private const float PolicyGain = 0.01f;
    private const float ValueGain = 1f;
    private static readonly float HiddenGain = MathF.Sqrt(2);

    private readonly FloatBuffer _transposed;
    private readonly FloatBuffer _kept;

    public ActorCritic(Kernels kernels, PolicySpec spec, bool critic, ulong seed)
    {
        Kernels = kernels;
        Actor = new Mlp(kernels, spec.ObservationSize, spec.NetArch, spec.ActorOutputs, spec.Activation);
        Critic = critic ? new Mlp(kernels, spec.ObservationSize, spec.NetArch, 1, spec.Activation) : null;
        Parameters = new FloatBuffer(Actor.StorageLength + (Critic?.StorageLength ?? 0));
        Gradients = new FloatBuffer(Parameters.Length);
        _transposed = new FloatBuffer(Actor.TransposedLength + (Critic?.TransposedLength ?? 0));
        _kept = new FloatBuffer(Parameters.Length);
        Actor.Initialise(Parameters.Pointer, seed, network: 0, HiddenGain, PolicyGain);
        Critic?.Initialise(Parameters.Pointer + Actor.StorageLength, seed, network: 1, HiddenGain, ValueGain);
        ParametersChanged();
    }

    public Kernels Kernels { get; }

    public Mlp Actor { get; }

    public Mlp? Critic { get; }

    public FloatBuffer Parameters { get; }

    public FloatBuffer Gradients { get; }

    public int WeightCount => Actor.WeightCount + (Critic?.WeightCount ?? 0);

    private float* CriticParameters => Parameters.Pointer + Actor.StorageLength;

    public void ForwardActor(float* observations, int rows, MlpWorkspace workspace) =>
        Actor.Forward(Parameters.Pointer, observations, rows, workspace);

    public void ForwardCritic(float* observations, int rows, MlpWorkspace workspace) =>
        Critic!.Forward(CriticParameters, observations, rows, workspace);

    public void BackwardActor(float* observations, int rows, MlpWorkspace workspace) =>
        Actor.Backward(Parameters.Pointer, _transposed.Pointer, observations, rows, workspace, Gradients.Pointer);

    public void BackwardCritic(float* observations, int rows, MlpWorkspace workspace) =>
        Critic!.Backward(
            CriticParameters, _transposed.Pointer + Actor.TransposedLength, observations, rows, workspace,
            Gradients.Pointer + Actor.StorageLength);

    /// <summary>Must follow every change of the parameters.</summary>
    public void ParametersChanged()
    {
        Actor.Transpose(Parameters.Pointer, _transposed.Pointer);
        Critic?.Transpose(CriticParameters, _transposed.Pointer + Actor.TransposedLength);
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
        Actor.CopyTo(Parameters.Pointer, destination);
        Critic?.CopyTo(CriticParameters, destination[Actor.WeightCount..]);
    }

    public void CopyFrom(ReadOnlySpan<float> source)
    {
        Actor.CopyFrom(Parameters.Pointer, source);
        Critic?.CopyFrom(CriticParameters, source[Actor.WeightCount..]);
        ParametersChanged();
    }
}
