namespace RlOrleans.Learning;

/// <summary>
/// A batch of categorical distributions over the outputs of a network, with log-probabilities and entropies in nats.
/// </summary>
/// <remarks>Legend: C choices, B rows. Logits are stored choice by choice, <c>[C, stride]</c>.</remarks>
internal sealed unsafe class Categorical : ActionDistribution
{
    private readonly Kernels _kernels;
    private readonly int _choices;
    private readonly int _stride;
    private readonly FloatBuffer _logProbs;
    private readonly FloatBuffer _probabilities;
    private readonly FloatBuffer _entropies;

    public Categorical(Kernels kernels, int choices, int rowCapacity)
    {
        _kernels = kernels;
        _choices = choices;
        _stride = FloatBuffer.RoundUp(rowCapacity);
        _logProbs = new FloatBuffer(choices * _stride);
        _probabilities = new FloatBuffer(choices * _stride);
        _entropies = new FloatBuffer(_stride);
    }

    public override int Outputs => _choices;

    public override int ActionSize => 1;

    public override float* Entropies => _entropies.Pointer;

    public override void Set(float* outputs, float* parameters, int rows) =>
        _kernels.LogSoftmax(_choices, rows, outputs, _stride, _logProbs.Pointer, _entropies.Pointer);

    public override void LogProb(ReadOnlySpan<float> actions, Span<float> result)
    {
        for (int i = 0; i < actions.Length; i++)
            result[i] = LogProbOf(i, (int)actions[i]);
    }

    public float LogProbOf(int row, int choice) => _logProbs.Pointer[choice * _stride + row];

    public override void Backward(
        float* actions, float* logProbGradients, float entropyGradient, int rows, float* outputGradients, float* parameterGradients) =>
        _kernels.LogSoftmaxGradient(
            _choices, rows, _logProbs.Pointer, _stride, _entropies.Pointer, actions, logProbGradients, entropyGradient, outputGradients);

    public override void PrepareSampling() => _kernels.Exp(_logProbs.Pointer, _probabilities.Pointer, _choices * _stride);

    public override float Sample(int row, in CounterRandom random, ulong counter, Span<float> action)
    {
        int choice = Choose(row, random.Uniform(counter));
        action[0] = choice;
        return LogProbOf(row, choice);
    }

    public override void Mode(int row, Span<float> action)
    {
        // The first of several.
        int best = 0;
        for (int choice = 1; choice < _choices; choice++)
            if (LogProbOf(row, choice) > LogProbOf(row, best))
                best = choice;
        action[0] = best;
    }

    /// <summary>The choice whose slice of [0, 1) holds a uniform number, by inversion of the distribution function.</summary>
    public int Choose(int row, float uniform)
    {
        float cumulative = 0;
        for (int choice = 0; choice < _choices - 1; choice++)
        {
            cumulative += _probabilities.Pointer[choice * _stride + row];
            if (uniform < cumulative)
                return choice;
        }

        return _choices - 1;
    }
}
