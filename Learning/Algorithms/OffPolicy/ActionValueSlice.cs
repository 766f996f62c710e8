namespace RlOrleans.Learning;

/// <summary>
/// Computes the part of a sample's gradient that comes from some of its rows, for networks that value discrete actions, with
/// memory that one thread uses at a time.
/// </summary>
internal abstract unsafe class ActionValueSlice
{
    private readonly NetworkEnsemble _networks;
    private readonly TargetOutputs _targets;
    private readonly ActionValueRows _memory;
    private readonly FloatBuffer _nextRows;

    /// <param name="networks">What is learnt, one member.</param>
    /// <param name="targets">What the older network makes of what steps led to.</param>
    /// <param name="memory">Of the slice's rows.</param>
    protected ActionValueSlice(NetworkEnsemble networks, TargetOutputs targets, ActionValueRows memory)
    {
        _networks = networks;
        _targets = targets;
        _memory = memory;
        _nextRows = new FloatBuffer(memory.Capacity * FloatBuffer.RoundUp(networks.Network.Outputs));
    }

    /// <summary>Steps that rewards are summed over.</summary>
    public required int Steps { get; init; }

    /// <summary>γ.</summary>
    public required float Gamma { get; init; }

    protected Transitions Transitions => _memory.Transitions;

    /// <summary>Of the observations that actions were taken on.</summary>
    protected NetworkWorkspace Workspace => _memory.Workspace;

    /// <summary>Fills the errors of the rows and the gradient of their part of the mean loss.</summary>
    /// <param name="buffer">Experience.</param>
    /// <param name="sample">What is learnt from.</param>
    /// <param name="first">The slice's first row of the sample.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="gradient">Of the parameters, in their layout; null where <see cref="Network.BackwardBlock"/> is to follow.</param>
    /// <returns>Sums over the rows of the weighted losses and of the values of the actions taken.</returns>
    public (double Loss, double Value) Backward(ReplayBuffer buffer, ReplaySample sample, int first, int rows, float* gradient)
    {
        Transitions.Gather(buffer, sample.Slots.AsSpan(first, rows), Steps, Gamma);
        ComputeTargets(sample, first, rows);
        _networks.Forward(0, Transitions.Observations, rows, Workspace);
        (double Loss, double Value) sums = ComputeGradients(sample, first, rows);
        _networks.Backward(0, Transitions.Observations, rows, Workspace, gradient, defersParameters: gradient == null);
        return sums;
    }

    /// <summary>Computes what the values of the actions taken should be.</summary>
    protected abstract void ComputeTargets(ReplaySample sample, int first, int rows);

    /// <summary>Fills the errors of the rows and the gradients of the network's outputs.</summary>
    protected abstract (double Loss, double Value) ComputeGradients(ReplaySample sample, int first, int rows);

    /// <summary>Values the observations that the steps led to, by the older network or the one that learns.</summary>
    protected void EvaluateNext(EpsilonGreedyHead head, ReplaySample sample, int first, int rows, bool target)
    {
        NetworkWorkspace workspace = _memory.NextWorkspace;
        if (target)
            _targets.CopyTo(sample.Slots.AsSpan(first, rows), _nextRows.Pointer, workspace.Outputs, workspace.OutputStride);
        else
            _networks.Forward(0, Transitions.NextObservations, rows, workspace);
        head.SetValues(workspace.Outputs, rows);
    }
}
