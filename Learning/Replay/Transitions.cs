namespace RlOrleans.Learning;

/// <summary>Some rows of a sample, gathered from the replay buffer to where networks read them.</summary>
/// <remarks>Legend: B rows, D observation size, A action size. Observations are padded to whole lines.</remarks>
internal sealed unsafe class Transitions
{
    private readonly int _stride;
    private readonly int _actionSize;
    private readonly FloatBuffer _observations;
    private readonly FloatBuffer _nextObservations;
    private readonly float[] _actions;
    private readonly float[] _rewards;
    private readonly float[] _discounts;

    public Transitions(int rowCapacity, int observationSize, int actionSize)
    {
        _stride = FloatBuffer.RoundUp(observationSize);
        _actionSize = actionSize;
        _observations = new FloatBuffer(rowCapacity * _stride);
        _nextObservations = new FloatBuffer(rowCapacity * _stride);
        _actions = new float[rowCapacity * actionSize];
        _rewards = new float[rowCapacity];
        _discounts = new float[rowCapacity];
    }

    /// <summary>B.</summary>
    public int Count { get; private set; }

    /// <summary>[B, stride].</summary>
    public float* Observations => _observations.Pointer;

    /// <summary>[B, stride]: what the last of the steps led to.</summary>
    public float* NextObservations => _nextObservations.Pointer;

    /// <summary>[B, A].</summary>
    public ReadOnlySpan<float> Actions => _actions.AsSpan(0, Count * _actionSize);

    /// <summary>[B]: discounted over the steps.</summary>
    public ReadOnlySpan<float> Rewards => _rewards.AsSpan(0, Count);

    /// <summary>[B]: of the value of the next observation; 0 where there is no next.</summary>
    public ReadOnlySpan<float> Discounts => _discounts.AsSpan(0, Count);

    /// <summary>Gathers slots of a buffer; see <see cref="ReplayBuffer.Follow"/>.</summary>
    public void Gather(ReplayBuffer buffer, ReadOnlySpan<int> slots, int steps, float gamma)
    {
        Count = slots.Length;
        for (int i = 0; i < slots.Length; i++)
        {
            ReadOnlySpan<float> observation = buffer.Observation(slots[i]);
            observation.CopyTo(new Span<float>(Observations + (nint)i * _stride, observation.Length));
            buffer.Action(slots[i]).CopyTo(_actions.AsSpan(i * _actionSize));
            buffer.Follow(slots[i], steps, gamma, out _rewards[i], out _discounts[i])
                .CopyTo(new Span<float>(NextObservations + (nint)i * _stride, observation.Length));
        }
    }
}
