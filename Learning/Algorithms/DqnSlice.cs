namespace RlOrleans.Learning;

/// <summary>
/// Computes the part of a sample's gradient that comes from some of its rows: the memory of one thread.
/// </summary>
/// <remarks>
/// The target of a step is <c>R + γⁿ Q'(s', a')</c> with the older network Q' (Mnih et al., 2015) and
/// <c>a' = argmax Q'(s', ·)</c>, or of the learning network, <c>argmax Q(s', ·)</c> (van Hasselt, Guez and Silver, "Deep
/// reinforcement learning with double Q-learning", 2016).
/// </remarks>
internal sealed unsafe class DqnSlice
{
    private readonly ActionValueNetworks _networks;
    private readonly bool _doubleQ;
    private readonly Transitions _transitions;
    private readonly NetworkWorkspace _workspace;
    private readonly NetworkWorkspace _nextWorkspace;
    private readonly ActionValueHead _values;
    private readonly int[] _nextActions;

    /// <param name="networks">What is learnt.</param>
    /// <param name="rowCapacity">Rows that the slice may have.</param>
    /// <param name="doubleQ">Whether the learning network chooses the action whose value is the target's.</param>
    public DqnSlice(ActionValueNetworks networks, int rowCapacity, bool doubleQ)
    {
        _networks = networks;
        _doubleQ = doubleQ;
        _transitions = new Transitions(rowCapacity, networks.Network.Inputs, actionSize: 1);
        _workspace = new NetworkWorkspace(networks.Network, rowCapacity);
        _nextWorkspace = new NetworkWorkspace(networks.Network, rowCapacity, gradients: false);
        _values = networks.CreateHead(rowCapacity);
        _nextActions = new int[rowCapacity];
        Gradients = new FloatBuffer(networks.Parameters.Length);
    }

    /// <summary>The slice's part of the gradient, in the layout of the parameters.</summary>
    public FloatBuffer Gradients { get; }

    /// <summary>Steps that rewards are summed over.</summary>
    public required int Steps { get; init; }

    /// <summary>γ.</summary>
    public required float Gamma { get; init; }

    /// <summary>Fills the errors of the rows and the gradient of their part of the mean loss.</summary>
    /// <returns>Sums over the rows of the weighted losses and of the values of the actions taken.</returns>
    public (double Loss, double Value) Backward(ReplayBuffer buffer, ReplaySample sample, int first, int rows)
    {
        Span<float> errors = sample.Errors.AsSpan(first, rows);
        _transitions.Gather(buffer, sample.Slots.AsSpan(first, rows), Steps, Gamma);
        ComputeTargets(errors);
        _networks.Network.Forward(_networks.Parameters.Pointer, _transitions.Observations, rows, _workspace);
        _values.SetValues(_workspace.Outputs, rows);
        double lossSum = 0, valueSum = 0;
        for (int row = 0; row < rows; row++)
        {
            int action = (int)_transitions.Actions[row];
            float value = _values.ValueOf(row, action), error = value - errors[row], weight = sample.Weights[first + row];
            errors[row] = error;
            lossSum += weight * HuberLoss.Compute(error);
            valueSum += value;
            _values.Backward(row, action, weight * HuberLoss.Gradient(error) / sample.Count, _workspace.OutputGradients);
        }

        _networks.Backward(_transitions.Observations, rows, _workspace, Gradients.Pointer);
        return (lossSum, valueSum);
    }

    private void ComputeTargets(Span<float> targets)
    {
        FloatBuffer chooser = _doubleQ ? _networks.Parameters : _networks.Target;
        EvaluateNext(chooser, targets.Length);
        for (int row = 0; row < targets.Length; row++)
            _nextActions[row] = _values.Best(row);
        if (_doubleQ)
            EvaluateNext(_networks.Target, targets.Length);
        for (int row = 0; row < targets.Length; row++)
        {
            // No product where there is no next: its value may be of anything.
            float discount = _transitions.Discounts[row];
            targets[row] = _transitions.Rewards[row] + (discount == 0 ? 0 : discount * _values.ValueOf(row, _nextActions[row]));
        }
    }

    private void EvaluateNext(FloatBuffer parameters, int rows)
    {
        _networks.Network.Forward(parameters.Pointer, _transitions.NextObservations, rows, _nextWorkspace);
        _values.SetValues(_nextWorkspace.Outputs, rows);
    }
}
