namespace RlOrleans.Learning;

/// <summary>
/// One action for each observation, the network's outputs squashed by tanh (Silver et al., "Deterministic policy gradient
/// algorithms", 2014). While exploring, normal noise is added, and with probability ε the action is uniform instead.
/// </summary>
/// <remarks>
/// Legend: B rows, A components. Actions are chosen in [−1, 1] and executed within the bounds. Batches of them lie
/// component by component, <c>[A, stride]</c>, as the network's outputs do.
/// </remarks>
internal sealed unsafe class DeterministicHead : PolicyHead
{
    private readonly Kernels _kernels;
    private readonly ActionRange _range;
    private readonly HeldDraws _draws;
    private readonly FloatBuffer _actions;
    private readonly int _stride;
    private float _epsilon;
    private float _deviation;

    public DeterministicHead(Kernels kernels, ContinuousActionSpec bounds, int noiseHold, int rowCapacity)
    {
        _kernels = kernels;
        _range = new ActionRange(bounds);
        _draws = new HeldDraws(noiseHold);
        _stride = FloatBuffer.RoundUp(rowCapacity);
        _actions = new FloatBuffer(ActionSize * _stride);
    }

    public override int Outputs => ActionSize;

    public override int ActionSize => _range.Size;

    /// <summary>Two: ε, from 0 to 1, and the noise's standard deviation.</summary>
    public override int ParameterCount => 2;

    /// <summary>[A, stride]: without noise.</summary>
    public float* Actions => _actions.Pointer;

    public override void Set(float* outputs, float* parameters, int rows)
    {
        (_epsilon, _deviation) = (parameters[0], parameters[1]);
        SetActions(outputs);
    }

    /// <summary>Takes the outputs of a batch of which no action will be drawn.</summary>
    public void SetActions(float* outputs) => _kernels.Tanh(outputs, _actions.Pointer, ActionSize * _stride);

    /// <summary>Writes the gradients of the network's outputs from those of the actions, both [A, stride]; may be the same memory.</summary>
    public void Backward(float* actionGradients, float* outputGradients) =>
        _kernels.ActivationGradient(actionGradients, _actions.Pointer, Activation.Tanh, outputGradients, ActionSize * _stride);

    public override float Sample(int row, in CounterRandom random, ulong counter, Span<float> action)
    {
        if (_draws.TryUniform(_epsilon, random, counter, action))
            return 0;
        _draws.Normal(random, counter, action);
        for (int a = 0; a < action.Length; a++)
            action[a] = Math.Clamp(_actions.Pointer[a * _stride + row] + _deviation * action[a], -1, 1);
        return 0;
    }

    public override void Mode(int row, Span<float> action)
    {
        for (int a = 0; a < action.Length; a++)
            action[a] = _actions.Pointer[a * _stride + row];
    }

    public override void Execute(ReadOnlySpan<float> chosen, Span<float> executed) => _range.Scale(chosen, executed);
}
