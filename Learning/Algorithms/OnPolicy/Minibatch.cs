namespace RlOrleans.Learning;

/// <summary>The samples of one step of an actor-critic learner, gathered from its batch.</summary>
/// <remarks>Legend: B samples, A action size.</remarks>
/// <param name="team">Who gathers where the samples are many: they lie in no order, and each costs a way to memory.</param>
/// <param name="actionSize">A.</param>
internal sealed unsafe class Minibatch(WorkTeam team, int actionSize) : IWork
{
    /// <summary>Samples that a thread gathers at once.</summary>
    private const int PartSamples = 1024;

    private int[] _samples = [];
    private FloatBuffer _actions = new(0);
    private FloatBuffer _actingLogProbs = new(0);
    private FloatBuffer _advantages = new(0);
    private FloatBuffer _returns = new(0);
    private float* _fromActions;
    private float* _fromLogProbs;
    private float* _fromAdvantages;
    private float* _fromReturns;

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
        fixed (float* fromActions = actions, fromLogProbs = actingLogProbs, fromAdvantages = advantages, fromReturns = returns)
        {
            _fromActions = fromActions;
            _fromLogProbs = fromLogProbs;
            _fromAdvantages = fromAdvantages;
            _fromReturns = fromReturns;
            team.Run(this, (Count + PartSamples - 1) / PartSamples);
        }
    }

    void IWork.Run(int part)
    {
        int first = part * PartSamples;
        ReadOnlySpan<int> samples = Samples.Slice(first, Math.Min(PartSamples, Count - first));
        Gather(samples, _fromActions, actionSize, _actions.Pointer + (nint)first * actionSize);
        Gather(samples, _fromLogProbs, 1, _actingLogProbs.Pointer + first);
        Gather(samples, _fromAdvantages, 1, _advantages.Pointer + first);
        Gather(samples, _fromReturns, 1, _returns.Pointer + first);
    }

    private static void Gather(ReadOnlySpan<int> samples, float* from, int size, float* to)
    {
        if (size == 1)
        {
            foreach (int sample in samples)
                *to++ = from[sample];
            return;
        }

        foreach (int sample in samples)
            for (int i = 0; i < size; i++)
                *to++ = from[(nint)sample * size + i];
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
