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
    private readonly int _first;

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

    private Transitions(Transitions whole, int first)
    {
        _stride = whole._stride;
        _actionSize = whole._actionSize;
        _observations = whole._observations;
        _nextObservations = whole._nextObservations;
        _actions = whole._actions;
        _rewards = whole._rewards;
        _discounts = whole._discounts;
        _first = whole._first + first;
    }

    /// <summary>B.</summary>
    public int Count { get; private set; }

    /// <summary>[B, stride].</summary>
    public float* Observations => _observations.Pointer + (nint)_first * _stride;

    /// <summary>[B, stride]: what the last of the steps led to.</summary>
    public float* NextObservations => _nextObservations.Pointer + (nint)_first * _stride;

    /// <summary>[B, A].</summary>
    public ReadOnlySpan<float> Actions => _actions.AsSpan(_first * _actionSize, Count * _actionSize);

    /// <summary>[B]: discounted over the steps.</summary>
    public ReadOnlySpan<float> Rewards => _rewards.AsSpan(_first, Count);

    /// <summary>[B]: of the value of the next observation; 0 where there is no next.</summary>
    public ReadOnlySpan<float> Discounts => _discounts.AsSpan(_first, Count);

    /// <summary>Rows from the given one on, in the memory that they have here.</summary>
    public Transitions Slice(int first) => new(this, first);

    /// <summary>Gathers slots of a buffer; see <see cref="ReplayBuffer.Follow"/>.</summary>
    public void Gather(ReplayBuffer buffer, ReadOnlySpan<int> slots, int steps, float gamma)
    {
        Count = slots.Length;
        for (int i = 0; i < slots.Length; i++)
        {
            ReadOnlySpan<float> observation = buffer.Observation(slots[i]);
            observation.CopyTo(new Span<float>(Observations + (nint)i * _stride, observation.Length));
            buffer.Action(slots[i]).CopyTo(_actions.AsSpan((_first + i) * _actionSize));
            buffer.Follow(slots[i], steps, gamma, out _rewards[_first + i], out _discounts[_first + i])
                .CopyTo(new Span<float>(NextObservations + (nint)i * _stride, observation.Length));
        }
    }
}
