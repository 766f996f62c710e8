namespace RlOrleans.Learning;

/// <summary>The samples of one step of an actor-critic learner, gathered from its batch.</summary>
/// <remarks>Legend: B samples, A action size.</remarks>
internal sealed unsafe class Minibatch(int actionSize)
{
    private int[] _samples = [];
    private FloatBuffer _actions = new(0);
    private FloatBuffer _actingLogProbs = new(0);
    private FloatBuffer _advantages = new(0);
    private FloatBuffer _returns = new(0);

    /// <summary>B.</summary>
    public int Count { get; private set; }

    /// <summary>Rows of the observations that the samples are.</summary>
    public ReadOnlySpan<int> Samples => _samples.AsSpan(0, Count);

    /// <summary>The matrix of all observations, in rows of <see cref="Stride"/>.</summary>
    public float* Observations { get; private set; }

    /// <summary>Floats between observations.</summary>
    public int Stride { get; private set; }

    /// <summary>[B, A].</summary>
    public float* Actions => _actions.Pointer;

    /// <summary>[B]: under the policy that acted.</summary>
    public float* ActingLogProbs => _actingLogProbs.Pointer;

    /// <summary>[B].</summary>
    public Span<float> Advantages => _advantages.Span[..Count];

    /// <summary>[B]: what the critic learns.</summary>
    public float* Returns => _returns.Pointer;

    /// <summary>How the samples follow each other where networks carry a state; null otherwise.</summary>
    public SequenceOrder? Sequences { get; init; }

    /// <summary>
    /// Takes samples of a batch, in the order of <see cref="Sequences"/> where there is one. Observations stay where they
    /// are until a slice asks for its own.
    /// </summary>
    public void Gather(
        ReadOnlySpan<int> samples, float* observations, int stride, ReadOnlySpan<float> actions, ReadOnlySpan<float> actingLogProbs,
        ReadOnlySpan<float> advantages, ReadOnlySpan<float> returns)
    {
        Reserve(samples.Length);
        Count = samples.Length;
        Observations = observations;
        Stride = stride;
        samples.CopyTo(_samples);
        for (int i = 0; i < samples.Length; i++)
        {
            int sample = samples[i];
            _actingLogProbs.Pointer[i] = actingLogProbs[sample];
            _advantages.Pointer[i] = advantages[sample];
            _returns.Pointer[i] = returns[sample];
            for (int a = 0; a < actionSize; a++)
                _actions.Pointer[i * actionSize + a] = actions[sample * actionSize + a];
        }
    }

    private void Reserve(int count)
    {
        if (count <= _samples.Length)
            return;
        _samples = new int[count];
        _actions = new FloatBuffer(count * actionSize);
        _actingLogProbs = new FloatBuffer(count);
        _advantages = new FloatBuffer(count);
        _returns = new FloatBuffer(count);
    }
}
