namespace RlOrleans.Learning;

/// <summary>
/// A batch of categorical distributions over the outputs of a network, with log-probabilities and entropies in nats.
/// </summary>
/// <remarks>Legend: A choices, B rows. Logits are stored choice by choice, <c>[A, stride]</c>.</remarks>
internal sealed unsafe class Categorical
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

    /// <summary>[B], in nats.</summary>
    public float* Entropies => _entropies.Pointer;

    /// <summary>Takes the distributions from logits <c>[A, stride]</c> whose stride is that of the row capacity.</summary>
    public void Set(float* logits, int rows) =>
        _kernels.LogSoftmax(_choices, rows, logits, _stride, _logProbs.Pointer, _entropies.Pointer);

    /// <summary>Log-probabilities of actions [B].</summary>
    public void LogProb(ReadOnlySpan<float> actions, Span<float> result)
    {
        for (int i = 0; i < actions.Length; i++)
            result[i] = _logProbs.Pointer[(int)actions[i] * _stride + i];
    }

    /// <summary>
    /// Writes the gradients of the logits, <c>[A, stride]</c>, from those of the actions' log-probabilities and of each entropy.
    /// </summary>
    public void Backward(float* actions, float* logProbGradients, float entropyGradient, int rows, float* logitGradients) =>
        _kernels.LogSoftmaxGradient(
            _choices, rows, _logProbs.Pointer, _stride, _entropies.Pointer, actions, logProbGradients, entropyGradient, logitGradients);

    /// <summary>Works out the probabilities that <see cref="Sample"/> reads.</summary>
    public void PrepareSampling() => _kernels.Exp(_logProbs.Pointer, _probabilities.Pointer, _choices * _stride);

    /// <summary>The choice whose slice of [0, 1) holds a uniform number, by inversion of the distribution function.</summary>
    /// <param name="row">Which distribution.</param>
    /// <param name="uniform">In [0, 1).</param>
    /// <param name="logProb">The log-probability of the choice.</param>
    public int Sample(int row, float uniform, out float logProb)
    {
        float cumulative = 0;
        int choice = 0;
        for (; choice < _choices - 1; choice++)
        {
            cumulative += _probabilities.Pointer[choice * _stride + row];
            if (uniform < cumulative)
                break;
        }

        logProb = _logProbs.Pointer[choice * _stride + row];
        return choice;
    }

    /// <summary>The most probable choice; the first of several.</summary>
    public int Mode(int row)
    {
        int best = 0;
        for (int choice = 1; choice < _choices; choice++)
            if (_logProbs.Pointer[choice * _stride + row] > _logProbs.Pointer[best * _stride + row])
                best = choice;
        return best;
    }
}
