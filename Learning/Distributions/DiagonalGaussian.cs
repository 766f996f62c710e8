namespace RlOrleans.Learning;

/// <summary>
/// Normal distributions with independent components and standard deviations that do not depend on the observation: the
/// means are the network's outputs, the logarithms of the deviations parameters of their own. What lies beyond the bounds
/// is executed at the bounds.
/// </summary>
/// <remarks>Legend: B rows, A components. Logarithms are natural.</remarks>
internal sealed unsafe class DiagonalGaussian : ActionDistribution
{
    private const float HalfLog2Pi = 0.918938533f;

    private readonly ContinuousActionSpec _bounds;
    private readonly int _stride;
    private readonly FloatBuffer _entropies;
    private readonly float[] _logStds;
    private readonly float[] _inverseStds;
    private float* _means;

    public DiagonalGaussian(ContinuousActionSpec bounds, int rowCapacity)
    {
        _bounds = bounds;
        _stride = FloatBuffer.RoundUp(rowCapacity);
        _entropies = new FloatBuffer(rowCapacity);
        _logStds = new float[bounds.Size];
        _inverseStds = new float[bounds.Size];
    }

    public override int Outputs => ActionSize;

    public override int ActionSize => _logStds.Length;

    /// <summary>log σ, one for each component.</summary>
    public override int ParameterCount => ActionSize;

    /// <summary><c>H = Σ_a log σ_a + ½ log 2πe</c>, the same for every row.</summary>
    public override float* Entropies => _entropies.Pointer;

    public override void Set(float* outputs, float* parameters, int rows)
    {
        _means = outputs;
        float entropy = 0;
        for (int a = 0; a < _logStds.Length; a++)
        {
            _logStds[a] = parameters[a];
            _inverseStds[a] = MathF.Exp(-parameters[a]);
            entropy += parameters[a] + HalfLog2Pi + 0.5f;
        }

        _entropies.Span[..rows].Fill(entropy);
    }

    /// <summary><c>log p(x) = Σ_a −½ ((x_a − μ_a) / σ_a)² − log σ_a − ½ log 2π</c>.</summary>
    public override void LogProb(ReadOnlySpan<float> actions, Span<float> result)
    {
        result.Clear();
        for (int a = 0; a < _logStds.Length; a++)
        {
            float* means = _means + a * _stride;
            float inverse = _inverseStds[a], constant = _logStds[a] + HalfLog2Pi;
            for (int i = 0; i < result.Length; i++)
            {
                float z = (actions[i * _logStds.Length + a] - means[i]) * inverse;
                result[i] -= 0.5f * z * z + constant;
            }
        }
    }

    public override void Backward(
        float* actions, float* logProbGradients, float entropyGradient, int rows, float* outputGradients, float* parameterGradients)
    {
        for (int a = 0; a < _logStds.Length; a++)
        {
            float* means = _means + a * _stride, gradients = outputGradients + a * _stride;
            float inverse = _inverseStds[a];
            double sum = (double)entropyGradient * rows;
            for (int i = 0; i < rows; i++)
            {
                float z = (actions[i * _logStds.Length + a] - means[i]) * inverse;
                gradients[i] = logProbGradients[i] * z * inverse;
                sum += logProbGradients[i] * (z * z - 1);
            }

            parameterGradients[a] = (float)sum;
        }
    }

    public override float Sample(int row, in CounterRandom random, ulong counter, Span<float> action)
    {
        float logProb = 0;
        NormalDraws.Fill(random, counter, action);
        for (int a = 0; a < action.Length; a++)
        {
            float z = action[a];
            action[a] = _means[a * _stride + row] + z / _inverseStds[a];
            logProb -= 0.5f * z * z + _logStds[a] + HalfLog2Pi;
        }

        return logProb;
    }

    public override void Mode(int row, Span<float> action)
    {
        for (int a = 0; a < action.Length; a++)
            action[a] = _means[a * _stride + row];
    }

    public override void Execute(ReadOnlySpan<float> chosen, Span<float> executed)
    {
        for (int a = 0; a < chosen.Length; a++)
            executed[a] = Math.Clamp(chosen[a], _bounds.Low[a], _bounds.High[a]);
    }
}
