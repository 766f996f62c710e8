namespace RlOrleans.Learning;

/// <summary>
/// Quantiles of the return of discrete actions, whose mean is the action's value (Dabney, Rowland, Bellemare and Munos,
/// "Distributional reinforcement learning with quantile regression", 2018).
/// </summary>
/// <remarks>Legend: C actions, Q quantiles, B rows. Quantiles are stored action by action, <c>[C, Q, stride]</c>.</remarks>
internal sealed unsafe class QuantileHead : EpsilonGreedyHead
{
    private readonly int _quantiles;
    private readonly int _stride;
    private readonly int _outputStride;
    private readonly FloatBuffer _means;
    private float* _outputs;

    /// <param name="choices">C.</param>
    /// <param name="quantiles">Q.</param>
    /// <param name="rowCapacity">The most that B may be.</param>
    /// <param name="outputStride">Floats between the network's outputs; null for whole lines of so many rows.</param>
    public QuantileHead(int choices, int quantiles, int rowCapacity, int? outputStride = null)
        : base(choices)
    {
        _quantiles = quantiles;
        _stride = FloatBuffer.RoundUp(rowCapacity);
        _outputStride = outputStride ?? _stride;
        _means = new FloatBuffer(choices * _stride);
    }

    public override int Outputs => Choices * _quantiles;

    public override void SetValues(float* outputs, int rows)
    {
        _outputs = outputs;
        _means.Span.Clear();
        for (int choice = 0; choice < Choices; choice++)
        {
            Span<float> means = _means.Span.Slice(choice * _stride, rows);
            for (int i = 0; i < _quantiles; i++)
            {
                float* quantiles = Quantiles(choice, i);
                for (int row = 0; row < rows; row++)
                    means[row] += quantiles[row];
            }

            foreach (ref float mean in means)
                mean /= _quantiles;
        }
    }

    public override float ValueOf(int row, int choice) => _means.Pointer[choice * _stride + row];

    /// <summary>Gathers the quantiles of one action a row, [Q, stride].</summary>
    public void CopyQuantiles(ReadOnlySpan<int> actions, float* result)
    {
        for (int i = 0; i < _quantiles; i++)
            for (int row = 0; row < actions.Length; row++)
                result[i * _stride + row] = Quantiles(actions[row], i)[row];
    }

    /// <summary>Writes the gradients of the network's outputs, from those of the quantiles of one action a row, [Q, stride].</summary>
    public void Backward(ReadOnlySpan<int> actions, float* gradients, float* outputGradients)
    {
        for (int output = 0; output < Outputs; output++)
            new Span<float>(outputGradients + output * _outputStride, actions.Length).Clear();
        for (int i = 0; i < _quantiles; i++)
            for (int row = 0; row < actions.Length; row++)
                outputGradients[(actions[row] * _quantiles + i) * _outputStride + row] = gradients[i * _stride + row];
    }

    private float* Quantiles(int choice, int quantile) => _outputs + (choice * _quantiles + quantile) * _outputStride;
}
