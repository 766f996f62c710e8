namespace RlOrleans.Learning;

/// <summary>Some rows of the gradient of quantile regression.</summary>
/// <remarks>
/// The targets of a step are <c>R + γⁿ θ'_j(s', a')</c> with the quantiles of the older network, and <c>a'</c> the action
/// that it values highest (Dabney et al., 2018, algorithm 1), or the learning network (van Hasselt et al., 2016). Legend: Q quantiles; they are stored <c>[Q, stride]</c>.
/// </remarks>
internal sealed unsafe class QrDqnSlice : ActionValueSlice
{
    private readonly Kernels _kernels;
    private readonly bool _doubleQ;
    private readonly QuantileHead _head;
    private readonly int _quantiles;
    private readonly int _stride;
    private readonly int[] _actions;
    private readonly FloatBuffer _estimates;
    private readonly FloatBuffer _targets;
    private readonly FloatBuffer _gradients;
    private readonly FloatBuffer _losses;

    /// <param name="networks">What is learnt.</param>
    /// <param name="kernels">Arithmetic.</param>
    /// <param name="targets">What the older network makes of what steps led to.</param>
    /// <param name="memory">Of the slice's rows.</param>
    /// <param name="choices">Actions.</param>
    /// <param name="quantiles">Q.</param>
    /// <param name="doubleQ">Whether the learning network chooses the action whose quantiles are the targets'.</param>
    public QrDqnSlice(NetworkEnsemble networks, Kernels kernels, TargetOutputs targets, ActionValueRows memory, int choices, int quantiles, bool doubleQ = false)
        : base(networks, targets, memory)
    {
        _kernels = kernels;
        _doubleQ = doubleQ;
        _head = new QuantileHead(choices, quantiles, memory.Capacity, memory.Workspace.OutputStride);
        _quantiles = quantiles;
        _stride = FloatBuffer.RoundUp(memory.Capacity);
        _actions = new int[memory.Capacity];
        _estimates = new FloatBuffer(quantiles * _stride);
        _targets = new FloatBuffer(quantiles * _stride);
        _gradients = new FloatBuffer(quantiles * _stride);
        _losses = new FloatBuffer(_stride);
    }

    protected override void ComputeTargets(ReplaySample sample, int first, int rows)
    {
        EvaluateNext(_head, sample, first, rows, target: !_doubleQ);
        for (int row = 0; row < rows; row++)
            _actions[row] = _head.Best(row);
        if (_doubleQ)
            EvaluateNext(_head, sample, first, rows, target: true);
        _head.CopyQuantiles(_actions.AsSpan(0, rows), _targets.Pointer);
        for (int row = 0; row < rows; row++)
        {
            // No product where there is no next: its value may be of anything.
            float reward = Transitions.Rewards[row], discount = Transitions.Discounts[row];
            for (int at = row; at < _targets.Length; at += _stride)
                _targets.Pointer[at] = reward + (discount == 0 ? 0 : discount * _targets.Pointer[at]);
        }
    }

    protected override (double Loss, double Value) ComputeGradients(ReplaySample sample, int first, int rows)
    {
        ReadOnlySpan<int> actions = _actions.AsSpan(0, rows);
        for (int row = 0; row < rows; row++)
            _actions[row] = (int)Transitions.Actions[row];
        _head.SetValues(Workspace.Outputs, rows);
        _head.CopyQuantiles(actions, _estimates.Pointer);
        _kernels.QuantileHuber(_quantiles, _stride, _estimates.Pointer, _targets.Pointer, _losses.Pointer, _gradients.Pointer);
        double lossSum = 0, valueSum = 0;
        for (int row = 0; row < rows; row++)
        {
            float weight = sample.Weights[first + row], scale = weight / sample.Count;
            for (int at = row; at < _gradients.Length; at += _stride)
                _gradients.Pointer[at] *= scale;
            sample.Errors[first + row] = _losses.Pointer[row];
            lossSum += weight * _losses.Pointer[row];
            valueSum += _head.ValueOf(row, actions[row]);
        }

        _head.Backward(actions, _gradients.Pointer, Workspace.OutputGradients);
        return (lossSum, valueSum);
    }
}
