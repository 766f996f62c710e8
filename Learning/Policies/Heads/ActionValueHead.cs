namespace RlOrleans.Learning;

/// <summary>Values of discrete actions (Watkins, 1989).</summary>
/// <remarks>
/// Legend: C actions, B rows. Values are stored action by action, <c>[C, stride]</c>. A duelling network (Wang et al.,
/// "Dueling network architectures for deep reinforcement learning", 2016, equation 9) gives the state's value V and then
/// the actions' advantages A, of which <c>Q = V + A − mean A</c>.
/// </remarks>
internal sealed unsafe class ActionValueHead : EpsilonGreedyHead
{
    private readonly bool _duelling;
    private readonly int _stride;
    private readonly int _outputStride;
    private readonly FloatBuffer _values;

    /// <param name="choices">C.</param>
    /// <param name="duelling">Whether the network's outputs are V and A.</param>
    /// <param name="rowCapacity">The most that B may be.</param>
    /// <param name="outputStride">Floats between the network's outputs; null for whole lines of so many rows.</param>
    public ActionValueHead(int choices, bool duelling, int rowCapacity, int? outputStride = null)
        : base(choices)
    {
        _duelling = duelling;
        _stride = FloatBuffer.RoundUp(rowCapacity);
        _outputStride = outputStride ?? _stride;
        _values = new FloatBuffer(choices * _stride);
    }

    public override int Outputs => _duelling ? Choices + 1 : Choices;

    public override void SetValues(float* outputs, int rows)
    {
        if (!_duelling)
        {
            for (int choice = 0; choice < Choices; choice++)
                new ReadOnlySpan<float>(outputs + choice * _outputStride, rows).CopyTo(_values.Span[(choice * _stride)..]);
            return;
        }

        float* advantages = outputs + _outputStride;
        for (int row = 0; row < rows; row++)
        {
            float sum = 0;
            for (int choice = 0; choice < Choices; choice++)
                sum += advantages[choice * _outputStride + row];
            float offset = outputs[row] - sum / Choices;
            for (int choice = 0; choice < Choices; choice++)
                _values.Pointer[choice * _stride + row] = offset + advantages[choice * _outputStride + row];
        }
    }

    public override float ValueOf(int row, int choice) => _values.Pointer[choice * _stride + row];

    /// <summary>Writes a row's gradients of the network's outputs, from that of one action's value.</summary>
    public void Backward(int row, int choice, float gradient, float* outputGradients)
    {
        float others = 0;
        if (_duelling)
        {
            outputGradients[row] = gradient;
            outputGradients += _outputStride;
            others = -gradient / Choices;
        }

        for (int i = 0; i < Choices; i++)
            outputGradients[i * _outputStride + row] = others;
        outputGradients[choice * _outputStride + row] += gradient;
    }
}
