namespace RlOrleans.Learning;

/// <summary>The network that learns the values of actions, and the older parameters that its targets come from (Mnih et al., 2015).</summary>
internal sealed unsafe class ActionValueNetworks
{
    private readonly FloatBuffer _transposed;
    private readonly FloatBuffer _kept;

    public ActionValueNetworks(Kernels kernels, PolicySpec spec, ulong seed)
    {
        Spec = spec;
        ActionValueHead head = CreateHead(rowCapacity: 1);
        Network = spec.CreateNetwork(kernels, head);
        Parameters = new FloatBuffer(Network.StorageLength);
        Target = new FloatBuffer(Network.StorageLength);
        _transposed = new FloatBuffer(Network.TransposedLength);
        _kept = new FloatBuffer(Network.StorageLength);
        var initialiser = new Initialiser(InitialWeights.UniformFanIn, Gain: 1, seed, Network: 0, Layer: 0);
        Network.Initialise(Parameters.Pointer, initialiser, (head.Outputs, 1));
        ParametersChanged();
        MoveTarget(1);
    }

    public PolicySpec Spec { get; }

    public Network Network { get; }

    /// <summary>Of the network that learns.</summary>
    public FloatBuffer Parameters { get; }

    /// <summary>Of the network that targets come from.</summary>
    public FloatBuffer Target { get; }

    public ActionValueHead CreateHead(int rowCapacity) => new(((DiscreteActionSpec)Spec.Action).Count, Spec.Head.Duelling, rowCapacity);

    public void Backward(float* observations, int rows, NetworkWorkspace workspace, float* gradients) =>
        Network.Backward(Parameters.Pointer, _transposed.Pointer, observations, rows, workspace, gradients);

    /// <summary>Moves the target a part of the way to the parameters; 1 is all of it.</summary>
    public void MoveTarget(double part)
    {
        float share = (float)part;
        Span<float> target = Target.Span;
        ReadOnlySpan<float> parameters = Parameters.Span;
        for (int i = 0; i < target.Length; i++)
            target[i] = share * parameters[i] + (1 - share) * target[i];
    }

    /// <summary>Must follow every change of the parameters.</summary>
    public void ParametersChanged() => Network.Transpose(Parameters.Pointer, _transposed.Pointer);

    /// <summary>Keeps a copy of the parameters, for <see cref="Restore"/>.</summary>
    public void Keep() => Parameters.Span.CopyTo(_kept.Span);

    /// <summary>Goes back to the parameters that were kept.</summary>
    public void Restore()
    {
        _kept.Span.CopyTo(Parameters.Span);
        ParametersChanged();
    }
}
