namespace RlOrleans.Learning;

/// <summary>
/// Normal distributions with independent components, whose means and log-deviations are the network's outputs, squashed
/// by tanh (Haarnoja et al., "Soft actor-critic algorithms and applications", 2018, appendix C). With probability ε an
/// action is drawn uniformly instead, which is how experience is gathered before there is something to learn from.
/// </summary>
/// <remarks>
/// Legend: B rows, A components. Outputs are the means, then the logarithms of the deviations. Actions are chosen in
/// [−1, 1], where densities are of, and executed within the bounds. Batches of them lie component by component,
/// <c>[A, stride]</c>, as the network's outputs do. <c>a = tanh u</c>, <c>u = μ + σ z</c>, and
/// <c>log π(a) = Σ −½ z² − log σ − ½ log 2π − log(1 − tanh² u)</c>, of which the last term is computed as
/// <c>2 (ln 2 − u − softplus(−2u))</c>: the difference itself would be 0 where tanh is near 1.
/// </remarks>
internal sealed unsafe class SquashedGaussian : PolicyHead
{
    /// <summary>The bounds of log σ are those of the authors' code, which all others took over.</summary>
    public const float LeastLogStd = -20;

    /// <inheritdoc cref="LeastLogStd"/>
    public const float MostLogStd = 2;

    private const float HalfLog2Pi = 0.918938533f;

    private readonly Kernels _kernels;
    private readonly ActionRange _range;
    private readonly HeldDraws _draws;
    private readonly int _stride;
    private readonly FloatBuffer _logStds;
    private readonly FloatBuffer _stds;
    private readonly FloatBuffer _actions;
    private readonly FloatBuffer _noise;
    private readonly FloatBuffer _scratch;
    private readonly FloatBuffer _logProbs;
    private float* _outputs;
    private float _epsilon;

    public SquashedGaussian(Kernels kernels, ContinuousActionSpec bounds, int noiseHold, int rowCapacity)
    {
        _kernels = kernels;
        _range = new ActionRange(bounds);
        _draws = new HeldDraws(noiseHold);
        _stride = FloatBuffer.RoundUp(rowCapacity);
        int length = ActionSize * _stride;
        _logStds = new FloatBuffer(length);
        _stds = new FloatBuffer(length);
        _actions = new FloatBuffer(length);
        _noise = new FloatBuffer(length);
        _scratch = new FloatBuffer(length);
        _logProbs = new FloatBuffer(_stride);
    }

    public override int Outputs => 2 * ActionSize;

    public override int ActionSize => _range.Size;

    /// <summary>One: ε, from 0 to 1.</summary>
    public override int ParameterCount => 1;

    /// <summary>[A, stride]: standard normal z of the actions; filled by the caller before <see cref="Draw"/>.</summary>
    public Span<float> Noise => _noise.Span;

    /// <summary>[A, stride]: as <see cref="Draw"/> left them.</summary>
    public float* Actions => _actions.Pointer;

    /// <summary>[B]: of these actions.</summary>
    public ReadOnlySpan<float> LogProbs => _logProbs.Span;

    private int Length => ActionSize * _stride;

    public override void Set(float* outputs, float* parameters, int rows)
    {
        _epsilon = parameters[0];
        SetOutputs(outputs);
    }

    /// <summary>Makes the actions and log-probabilities that the network's outputs give with <see cref="Noise"/>.</summary>
    public void Draw(float* outputs)
    {
        SetOutputs(outputs);
        float* actions = _actions.Pointer, scratch = _scratch.Pointer;
        for (int i = 0; i < Length; i++)
        {
            actions[i] = outputs[i] + _stds.Pointer[i] * _noise.Pointer[i];
            scratch[i] = -2 * actions[i];
        }

        _kernels.Softplus(scratch, scratch, Length);
        _logProbs.Span.Clear();
        for (int at = 0; at < Length; at += _stride)
            for (int i = 0; i < _stride; i++)
                _logProbs.Pointer[i] += LogProb(_noise.Pointer[at + i], _logStds.Pointer[at + i], actions[at + i], scratch[at + i]);
        _kernels.Tanh(actions, actions, Length);
    }

    /// <summary>
    /// Writes the gradients of the network's outputs, from those of the actions and of their log-probability, with z held
    /// fixed: <c>∂a/∂u = 1 − a²</c>, <c>∂log π/∂u = 2a</c>, <c>∂u/∂μ = 1</c>, <c>∂u/∂log σ = σ z</c>.
    /// </summary>
    /// <param name="actionGradients">[A, stride].</param>
    /// <param name="logProbGradient">The same for every row.</param>
    /// <param name="outputGradients">[2A, stride], filled.</param>
    public void Backward(float* actionGradients, float logProbGradient, float* outputGradients)
    {
        float* logStdGradients = outputGradients + Length, rawLogStds = _outputs + Length;
        for (int i = 0; i < Length; i++)
        {
            float action = _actions.Pointer[i];
            float gradient = actionGradients[i] * (1 - action * action) + logProbGradient * 2 * action;
            outputGradients[i] = gradient;
            bool free = rawLogStds[i] is > LeastLogStd and < MostLogStd;
            logStdGradients[i] = free ? gradient * _stds.Pointer[i] * _noise.Pointer[i] - logProbGradient : 0;
        }
    }

    public override float Sample(int row, in CounterRandom random, ulong counter, Span<float> action)
    {
        if (_draws.TryUniform(_epsilon, random, counter, action))
            return -action.Length * MathF.Log(2);
        _draws.Normal(random, counter, action);
        float logProb = 0;
        for (int a = 0; a < action.Length; a++)
        {
            int at = a * _stride + row;
            float z = action[a], u = _outputs[at] + _stds.Pointer[at] * z;
            float softplus = MathF.Max(-2 * u, 0) + MathF.Log(1 + MathF.Exp(-MathF.Abs(2 * u)));
            logProb += LogProb(z, _logStds.Pointer[at], u, softplus);
            action[a] = MathF.Tanh(u);
        }

        return logProb;
    }

    public override void Mode(int row, Span<float> action)
    {
        for (int a = 0; a < action.Length; a++)
            action[a] = MathF.Tanh(_outputs[a * _stride + row]);
    }

    public override void Execute(ReadOnlySpan<float> chosen, Span<float> executed) => _range.Scale(chosen, executed);

    private static float LogProb(float z, float logStd, float u, float softplus) =>
        -0.5f * z * z - logStd - HalfLog2Pi - 2 * (0.693147181f - u - softplus);

    private void SetOutputs(float* outputs)
    {
        _outputs = outputs;
        for (int i = 0; i < Length; i++)
            _logStds.Pointer[i] = Math.Clamp(outputs[Length + i], LeastLogStd, MostLogStd);
        _kernels.Exp(_logStds.Pointer, _stds.Pointer, Length);
    }
}
