namespace RlOrleans.Learning;

/// <summary>Some rows of deep Q-learning's gradient.</summary>
/// <remarks>
/// The target of a step is <c>R + γⁿ Q'(s', a')</c> with the older network Q' (Mnih et al., 2015) and
/// <c>a' = argmax Q'(s', ·)</c>, or of the learning network, <c>argmax Q(s', ·)</c> (van Hasselt, Guez and Silver, "Deep
/// reinforcement learning with double Q-learning", 2016).
/// </remarks>
internal sealed unsafe class DqnSlice : ActionValueSlice
{
    private readonly bool _doubleQ;
    private readonly ActionValueHead _values;
    private readonly float[] _targets;
    private readonly int[] _nextActions;

    /// <param name="networks">What is learnt.</param>
    /// <param name="targets">What the older network makes of what steps led to.</param>
    /// <param name="memory">Of the slice's rows.</param>
    /// <param name="choices">Actions.</param>
    /// <param name="doubleQ">Whether the learning network chooses the action whose value is the target's.</param>
    /// <param name="duelling">Whether the network gives the state's value and the actions' advantages.</param>
    public DqnSlice(NetworkEnsemble networks, TargetOutputs targets, ActionValueRows memory, int choices, bool doubleQ = false, bool duelling = false)
        : base(networks, targets, memory)
    {
        _doubleQ = doubleQ;
        _values = new ActionValueHead(choices, duelling, memory.Capacity, memory.Workspace.OutputStride);
        _targets = new float[memory.Capacity];
        _nextActions = new int[memory.Capacity];
    }

    protected override void ComputeTargets(ReplaySample sample, int first, int rows)
    {
        EvaluateNext(_values, sample, first, rows, target: !_doubleQ);
        for (int row = 0; row < rows; row++)
            _nextActions[row] = _values.Best(row);
        if (_doubleQ)
            EvaluateNext(_values, sample, first, rows, target: true);
        for (int row = 0; row < rows; row++)
        {
            // No product where there is no next: its value may be of anything.
            float discount = Transitions.Discounts[row];
            _targets[row] = Transitions.Rewards[row] + (discount == 0 ? 0 : discount * _values.ValueOf(row, _nextActions[row]));
        }
    }

    protected override (double Loss, double Value) ComputeGradients(ReplaySample sample, int first, int rows)
    {
        _values.SetValues(Workspace.Outputs, rows);
        double lossSum = 0, valueSum = 0;
        for (int row = 0; row < rows; row++)
        {
            int action = (int)Transitions.Actions[row];
            float value = _values.ValueOf(row, action), error = value - _targets[row], weight = sample.Weights[first + row];
            sample.Errors[first + row] = error;
            lossSum += weight * HuberLoss.Compute(error);
            valueSum += value;
            _values.Backward(row, action, weight * HuberLoss.Gradient(error) / sample.Count, Workspace.OutputGradients);
        }

        return (lossSum, valueSum);
    }
}
