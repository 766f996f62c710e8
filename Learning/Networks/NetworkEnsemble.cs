namespace RlOrleans.Learning;

/// <summary>
/// Equal networks that learn side by side, and the older parameters that their targets come from (Mnih et al., 2015). The
/// parameters of all members lie in one vector, so one optimiser and one gradient norm span them.
/// </summary>
internal sealed unsafe class NetworkEnsemble : IParameterBlocks
{
    private readonly Kernels _kernels;
    private readonly FloatBuffer _transposed;
    private readonly FloatBuffer _kept;
    private readonly FloatBuffer _keptTarget;

    /// <param name="kernels">Arithmetic.</param>
    /// <param name="network">The architecture of each member.</param>
    /// <param name="count">Members, at least 1.</param>
    /// <param name="seed">The seed of the run, which initial weights follow from.</param>
    /// <param name="firstNumber">Number of the first member among the networks of the learner.</param>
    /// <param name="hasTarget">False where no targets come from the networks; then <see cref="Target"/> is empty.</param>
    public NetworkEnsemble(Kernels kernels, Network network, int count, ulong seed, uint firstNumber = 0, bool hasTarget = true)
    {
        _kernels = kernels;
        Network = network;
        Count = count;
        Parameters = new FloatBuffer(count * network.StorageLength);
        Target = new FloatBuffer(hasTarget ? Parameters.Length : 0);
        _transposed = new FloatBuffer(count * network.TransposedLength);
        _kept = new FloatBuffer(Parameters.Length);
        _keptTarget = new FloatBuffer(Target.Length);
        for (int member = 0; member < count; member++)
        {
            var initialiser = new Initialiser(InitialWeights.UniformFanIn, Gain: 1, seed, firstNumber + (uint)member, Layer: 0);
            network.Initialise(ParametersOf(member), initialiser, (network.Outputs, 1));
        }

        ParametersChanged();
        if (hasTarget)
            MoveTarget(1);
    }

    public Network Network { get; }

    /// <summary>Members.</summary>
    public int Count { get; }

    /// <summary>Weights of all members, without padding.</summary>
    public int WeightCount => Count * Network.WeightCount;

    /// <summary>Of the networks that learn, member by member.</summary>
    public FloatBuffer Parameters { get; }

    /// <summary>Of the networks that targets come from.</summary>
    public FloatBuffer Target { get; }

    public void Forward(int member, float* input, int rows, NetworkWorkspace workspace) =>
        Network.Forward(ParametersOf(member), input, rows, workspace);

    public void ForwardTarget(int member, float* input, int rows, NetworkWorkspace workspace) =>
        Network.Forward(Target.Pointer + (nint)member * Network.StorageLength, input, rows, workspace);

    /// <summary>See <see cref="Network.Backward"/>.</summary>
    /// <param name="member">Whose gradients.</param>
    /// <param name="input">[B, I].</param>
    /// <param name="rows">B.</param>
    /// <param name="workspace">Of the forward pass.</param>
    /// <param name="gradient">Of the member's parameters alone; null where not wanted.</param>
    /// <param name="inputGradient">[B, I]; null where not wanted.</param>
    /// <param name="defersParameters">Whether the parameters' gradient is computed later.</param>
    public void Backward(
        int member, float* input, int rows, NetworkWorkspace workspace, float* gradient, float* inputGradient = null, bool defersParameters = false) =>
        Network.Backward(
            ParametersOf(member), TransposedOf(member), input, rows, workspace, gradient, inputGradient,
            defersParameters: defersParameters);

    /// <summary>Moves the target a part of the way to the parameters; 1 is all of it.</summary>
    public void MoveTarget(double part)
    {
        if (part == 1)
            Parameters.Span.CopyTo(Target.Span);
        else
            _kernels.Interpolate(Target.Pointer, Parameters.Pointer, (float)part, Target.Length);
    }

    /// <summary>Blocks of all members' parameters; see <see cref="Network.Blocks"/>.</summary>
    public int Blocks => Count * Network.Blocks;

    /// <inheritdoc/>
    public (int First, int Count) BlockRange(int block)
    {
        (int first, int count) = Network.BlockRange(block % Network.Blocks);
        return (block / Network.Blocks * Network.StorageLength + first, count);
    }

    /// <inheritdoc/>
    public void BlockChanged(int block)
    {
        int member = block / Network.Blocks;
        Network.Transpose(block % Network.Blocks, ParametersOf(member), TransposedOf(member));
    }

    /// <summary>Must follow every other change of the parameters.</summary>
    public void ParametersChanged()
    {
        for (int member = 0; member < Count; member++)
            Network.Transpose(ParametersOf(member), TransposedOf(member));
    }

    /// <summary>Keeps a copy of both sets of parameters, for <see cref="Restore"/>.</summary>
    public void Keep()
    {
        Parameters.Span.CopyTo(_kept.Span);
        Target.Span.CopyTo(_keptTarget.Span);
    }

    /// <summary>Goes back to the parameters that were kept.</summary>
    public void Restore()
    {
        _kept.Span.CopyTo(Parameters.Span);
        _keptTarget.Span.CopyTo(Target.Span);
        ParametersChanged();
    }

    /// <summary>Copies the <see cref="WeightCount"/> weights of all members.</summary>
    public void CopyTo(Span<float> destination) => Copy(Parameters, destination);

    /// <summary>Copies the weights that targets come from.</summary>
    public void CopyTargetTo(Span<float> destination) => Copy(Target, destination);

    public void Save(StateWriter writer)
    {
        writer.Write(Parameters.Span);
        writer.Write(Target.Span);
    }

    public void Load(ref StateReader reader)
    {
        reader.Read(Parameters.Span);
        reader.Read(Target.Span);
        ParametersChanged();
    }

    private void Copy(FloatBuffer parameters, Span<float> destination)
    {
        for (int member = 0; member < Count; member++)
            Network.CopyTo(parameters.Pointer + (nint)member * Network.StorageLength, destination[(member * Network.WeightCount)..]);
    }

    private float* ParametersOf(int member) => Parameters.Pointer + (nint)member * Network.StorageLength;

    private float* TransposedOf(int member) => _transposed.Pointer + (nint)member * Network.TransposedLength;
}
