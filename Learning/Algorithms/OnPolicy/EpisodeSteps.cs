namespace RlOrleans.Learning;

/// <summary>Steps in a row, in arrays that grow when they must and are then used again.</summary>
/// <remarks>Legend: D observation size, A action size, S steps. Observations are padded to whole lines, as the networks read them.</remarks>
internal sealed unsafe class EpisodeSteps(int observationSize, int actionSize)
{
    private const int InitialCapacity = 64;

    private readonly int _stride = FloatBuffer.RoundUp(observationSize);
    private FloatBuffer _observations = new(0);
    private float[] _actions = [];
    private float[] _logProbs = [];
    private float[] _rewards = [];
    private bool[] _begins = [];

    /// <summary>S.</summary>
    public int Count { get; private set; }

    /// <summary>[S, stride].</summary>
    public float* Observations => _observations.Pointer;

    /// <summary>[S, A].</summary>
    public ReadOnlySpan<float> Actions => _actions.AsSpan(0, Count * actionSize);

    /// <summary>[S]: under the policy that acted.</summary>
    public ReadOnlySpan<float> LogProbs => _logProbs.AsSpan(0, Count);

    /// <summary>[S].</summary>
    public Span<float> Rewards => _rewards.AsSpan(0, Count);

    /// <summary>Whether an episode begins with a step.</summary>
    public bool Begins(int step) => _begins[step];

    private Span<float> PaddedObservations => _observations.Span[..(Count * _stride)];

    public void Clear() => Count = 0;

    /// <summary>Adds a step of the episode under way, which begins after <see cref="Clear"/>.</summary>
    /// <param name="observation">[stride].</param>
    /// <param name="action">[A].</param>
    /// <param name="logProb">Under the policy that acted.</param>
    /// <param name="reward">The reward.</param>
    public void Add(ReadOnlySpan<float> observation, ReadOnlySpan<float> action, float logProb, float reward)
    {
        Reserve(Count + 1);
        observation.CopyTo(_observations.Span[(Count * _stride)..]);
        action.CopyTo(_actions.AsSpan(Count * actionSize));
        _logProbs[Count] = logProb;
        _rewards[Count] = reward;
        _begins[Count] = Count == 0;
        Count++;
    }

    /// <summary>Adds the steps of a whole episode.</summary>
    public void Add(EpisodeSteps steps)
    {
        Reserve(Count + steps.Count);
        steps._begins.AsSpan(0, steps.Count).CopyTo(_begins.AsSpan(Count));
        steps.PaddedObservations.CopyTo(_observations.Span[(Count * _stride)..]);
        steps.Actions.CopyTo(_actions.AsSpan(Count * actionSize));
        steps.LogProbs.CopyTo(_logProbs.AsSpan(Count));
        steps.Rewards.CopyTo(_rewards.AsSpan(Count));
        Count += steps.Count;
    }

    public void Save(StateWriter writer)
    {
        writer.Write(Count);
        writer.Write(PaddedObservations);
        writer.Write(Actions);
        writer.Write(LogProbs);
        writer.Write(Rewards);
    }

    public void Load(ref StateReader reader)
    {
        int count = checked((int)reader.ReadInt64());
        Reserve(count);
        Count = count;
        reader.Read(PaddedObservations);
        reader.Read(_actions.AsSpan(0, count * actionSize));
        reader.Read(_logProbs.AsSpan(0, count));
        reader.Read(_rewards.AsSpan(0, count));
        for (int i = 0; i < count; i++)
            _begins[i] = i == 0;
    }

    private void Reserve(int count)
    {
        if (count <= _rewards.Length)
            return;
        int capacity = Math.Max(InitialCapacity, Math.Max(count, 2 * _rewards.Length));
        var observations = new FloatBuffer(capacity * _stride);
        PaddedObservations.CopyTo(observations.Span);
        _observations = observations;
        Array.Resize(ref _actions, capacity * actionSize);
        Array.Resize(ref _logProbs, capacity);
        Array.Resize(ref _rewards, capacity);
        Array.Resize(ref _begins, capacity);
    }
}
