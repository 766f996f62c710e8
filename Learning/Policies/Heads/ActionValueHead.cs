namespace RlOrleans.Learning;

/// <summary>
/// Values of discrete actions (Watkins, 1989): the best action, or while exploring with probability ε any of them.
/// </summary>
/// <remarks>
/// Legend: C actions, B rows. Values are stored action by action, <c>[C, stride]</c>. A duelling network (Wang et al.,
/// "Dueling network architectures for deep reinforcement learning", 2016, equation 9) gives the state's value V and then
/// the actions' advantages A, of which <c>Q = V + A − mean A</c>.
/// </remarks>
internal sealed unsafe class ActionValueHead : PolicyHead
{
    private readonly int _choices;
    private readonly bool _duelling;
    private readonly int _stride;
    private readonly FloatBuffer _values;
    private float _epsilon;

    public ActionValueHead(int choices, bool duelling, int rowCapacity)
    {
        _choices = choices;
        _duelling = duelling;
        _stride = FloatBuffer.RoundUp(rowCapacity);
        _values = new FloatBuffer(choices * _stride);
    }

    public override int Outputs => _duelling ? _choices + 1 : _choices;

    public override int ActionSize => 1;

    /// <summary>One: ε, from 0 to 1.</summary>
    public override int ParameterCount => 1;

    public override void Set(float* outputs, float* parameters, int rows)
    {
        _epsilon = parameters[0];
        SetValues(outputs, rows);
    }

    /// <summary>Takes the outputs of a batch of which no action will be drawn.</summary>
    public void SetValues(float* outputs, int rows)
    {
        if (!_duelling)
        {
            new ReadOnlySpan<float>(outputs, _choices * _stride).CopyTo(_values.Span);
            return;
        }

        float* advantages = outputs + _stride;
        for (int row = 0; row < rows; row++)
        {
            float sum = 0;
            for (int choice = 0; choice < _choices; choice++)
                sum += advantages[choice * _stride + row];
            float offset = outputs[row] - sum / _choices;
            for (int choice = 0; choice < _choices; choice++)
                _values.Pointer[choice * _stride + row] = offset + advantages[choice * _stride + row];
        }
    }

    public float ValueOf(int row, int choice) => _values.Pointer[choice * _stride + row];

    /// <summary>The first of the actions with the highest value.</summary>
    public int Best(int row)
    {
        int best = 0;
        for (int choice = 1; choice < _choices; choice++)
            if (ValueOf(row, choice) > ValueOf(row, best))
                best = choice;
        return best;
    }

    /// <summary>Writes a row's gradients of the network's outputs, from that of one action's value.</summary>
    public void Backward(int row, int choice, float gradient, float* outputGradients)
    {
        float others = 0;
        if (_duelling)
        {
            outputGradients[row] = gradient;
            outputGradients += _stride;
            others = -gradient / _choices;
        }

        for (int i = 0; i < _choices; i++)
            outputGradients[i * _stride + row] = others;
        outputGradients[choice * _stride + row] += gradient;
    }

    public override float Sample(int row, in CounterRandom random, ulong counter, Span<float> action)
    {
        (uint explores, uint choice, _, _) = random.Block(counter);
        action[0] = CounterRandom.ToUniform(explores) < _epsilon ? (int)(((ulong)choice * (uint)_choices) >> 32) : Best(row);
        return 0;
    }

    public override void Mode(int row, Span<float> action) => action[0] = Best(row);
}
