namespace RlOrleans.Learning;

/// <summary>
/// The latest steps of every lane (Lin, 1992). Each observation is stored once: what a step led to is the next
/// observation of its lane, but where the episode ended.
/// </summary>
/// <remarks>
/// Legend: N lanes over all agents, C steps that each lane's ring holds, D observation size, A action size. A slot is
/// <c>lane · C + place in the ring</c>; its content is older than that of all slots after it, up to the place that is
/// written next. All lanes have the same number of steps.
/// </remarks>
internal sealed class ReplayBuffer
{
    private readonly int _observationSize;
    private readonly int _actionSize;
    private readonly float[] _observations;
    private readonly float[] _actions;
    private readonly float[] _rewards;
    private readonly bool[] _terminated;
    private readonly bool[] _truncated;
    private readonly bool[] _excluded;
    private readonly int[] _finalRows;
    private readonly FinalObservations _finals;
    private readonly float[] _latest;
    private int[] _nextFinals = [];

    /// <param name="capacity">Steps over all lanes; each lane keeps its share, and one at the least.</param>
    /// <param name="lanes">N.</param>
    /// <param name="observationSize">D.</param>
    /// <param name="actionSize">A.</param>
    public ReplayBuffer(int capacity, int lanes, int observationSize, int actionSize)
    {
        _observationSize = observationSize;
        _actionSize = actionSize;
        Lanes = lanes;
        LaneCapacity = Math.Max(1, capacity / lanes);
        int slots = SlotCount;
        _observations = new float[slots * observationSize];
        _actions = new float[slots * actionSize];
        _rewards = new float[slots];
        _terminated = new bool[slots];
        _truncated = new bool[slots];
        _excluded = new bool[slots];
        _finalRows = new int[slots];
        _finals = new FinalObservations(observationSize);
        _latest = new float[lanes * observationSize];
    }

    /// <summary>N.</summary>
    public int Lanes { get; }

    /// <summary>C.</summary>
    public int LaneCapacity { get; }

    /// <summary>N · C.</summary>
    public int SlotCount => Lanes * LaneCapacity;

    /// <summary>Steps held of each lane.</summary>
    public int LaneSteps { get; private set; }

    /// <summary>Steps held of all lanes.</summary>
    public int Count => Lanes * LaneSteps;

    /// <summary>The place in each lane's ring that is written next.</summary>
    public int Position { get; private set; }

    /// <summary>The slot of a number below <see cref="Count"/>.</summary>
    public int SlotOf(int number) => number % Lanes * LaneCapacity + number / Lanes;

    /// <summary>Slots that something can be learned from; see <see cref="Rollout.Excluded"/>.</summary>
    public int UsableCount { get; private set; }

    /// <summary>Whether a slot holds a step that something can be learned from.</summary>
    public bool IsUsable(int slot) => !_excluded[slot];

    /// <summary>[D]: what the action of a slot was chosen on.</summary>
    public ReadOnlySpan<float> Observation(int slot) => _observations.AsSpan(slot * _observationSize, _observationSize);

    /// <summary>[A]: as it was chosen.</summary>
    public ReadOnlySpan<float> Action(int slot) => _actions.AsSpan(slot * _actionSize, _actionSize);

    /// <summary>Takes in the rollouts of all agents, in their order, over the oldest steps.</summary>
    /// <exception cref="ArgumentException">They do not fit each other, or the buffer; nothing was taken in.</exception>
    public void Add(ReadOnlySpan<Rollout> rollouts)
    {
        RolloutCheck.Require(rollouts, Lanes, _observationSize, _actionSize);
        if (_nextFinals.Length < rollouts.Length)
            _nextFinals = new int[rollouts.Length];
        Array.Clear(_nextFinals);
        for (int step = 0; step < rollouts[0].Steps; step++)
        {
            int firstLane = 0;
            for (int agent = 0; agent < rollouts.Length; agent++)
            {
                AddStep(rollouts[agent], step, firstLane, ref _nextFinals[agent]);
                firstLane += rollouts[agent].Lanes;
            }

            Position = Position + 1 == LaneCapacity ? 0 : Position + 1;
            LaneSteps = Math.Min(LaneSteps + 1, LaneCapacity);
        }

        Span<float> latest = _latest;
        foreach (Rollout rollout in rollouts)
        {
            rollout.LastObservations.Span.CopyTo(latest);
            latest = latest[rollout.LastObservations.Length..];
        }
    }

    /// <summary>
    /// Follows a lane for some steps from a usable slot, or to the end of the episode, or to the latest step that is usable
    /// (n-step returns; Sutton, 1988): <c>R = r_0 + γ r_1 + …</c>, and where an estimate of the rest is to be taken.
    /// </summary>
    /// <param name="slot">The first step.</param>
    /// <param name="steps">The most steps to follow, at least 1.</param>
    /// <param name="gamma">γ.</param>
    /// <param name="reward">R.</param>
    /// <param name="discount">γ to the power of the steps followed; 0 where the episode terminated.</param>
    /// <returns>[D]: what the last of the steps led to; of no meaning where the episode terminated.</returns>
    public ReadOnlySpan<float> Follow(int slot, int steps, float gamma, out float reward, out float discount)
    {
        reward = 0;
        discount = 1;
        while (true)
        {
            reward += discount * _rewards[slot];
            discount *= gamma;
            if (_terminated[slot])
            {
                discount = 0;
                return Observation(slot);
            }

            if (_truncated[slot])
                return _finals[_finalRows[slot]];
            int lane = slot / LaneCapacity, place = slot - lane * LaneCapacity + 1;
            if (place == LaneCapacity)
                place = 0;
            if (place == Position)
                return _latest.AsSpan(lane * _observationSize, _observationSize);
            slot = lane * LaneCapacity + place;
            if (--steps == 0 || _excluded[slot])
                return Observation(slot);
        }
    }

    public void Save(StateWriter writer)
    {
        writer.Write(LaneSteps);
        writer.Write(Position);
        for (int lane = 0; lane < Lanes; lane++)
        {
            int first = lane * LaneCapacity;
            writer.Write(_observations.AsSpan(first * _observationSize, LaneSteps * _observationSize));
            writer.Write(_actions.AsSpan(first * _actionSize, LaneSteps * _actionSize));
            writer.Write(_rewards.AsSpan(first, LaneSteps));
            writer.Write(_terminated.AsSpan(first, LaneSteps));
            writer.Write(_truncated.AsSpan(first, LaneSteps));
            writer.Write(_excluded.AsSpan(first, LaneSteps));
            for (int slot = first; slot < first + LaneSteps; slot++)
                if (_truncated[slot])
                    writer.Write(_finals[_finalRows[slot]]);
        }

        writer.Write(_latest);
    }

    public void Load(ref StateReader reader)
    {
        LaneSteps = (int)reader.ReadInt64();
        Position = (int)reader.ReadInt64();
        _finals.Clear();
        UsableCount = 0;
        Array.Clear(_truncated);
        float[] final = new float[_observationSize];
        for (int lane = 0; lane < Lanes; lane++)
        {
            int first = lane * LaneCapacity;
            reader.Read(_observations.AsSpan(first * _observationSize, LaneSteps * _observationSize));
            reader.Read(_actions.AsSpan(first * _actionSize, LaneSteps * _actionSize));
            reader.Read(_rewards.AsSpan(first, LaneSteps));
            reader.Read(_terminated.AsSpan(first, LaneSteps));
            reader.Read(_truncated.AsSpan(first, LaneSteps));
            reader.Read(_excluded.AsSpan(first, LaneSteps));
            UsableCount += LaneSteps - _excluded.AsSpan(first, LaneSteps).Count(true);
            for (int slot = first; slot < first + LaneSteps; slot++)
            {
                if (!_truncated[slot])
                    continue;
                reader.Read(final);
                _finalRows[slot] = _finals.Add(final);
            }
        }

        reader.Read(_latest);
    }

    private void AddStep(Rollout rollout, int step, int firstLane, ref int nextFinal)
    {
        int from = step * rollout.Lanes, count = rollout.Lanes;
        ReadOnlySpan<float> observations = rollout.Observations.Span, actions = rollout.Actions.Span;
        ReadOnlySpan<float> rewards = rollout.Rewards.Span.Slice(from, count);
        ReadOnlySpan<bool> terminated = rollout.Terminated.Span.Slice(from, count), truncated = rollout.Truncated.Span.Slice(from, count);
        for (int lane = 0; lane < count; lane++)
        {
            int slot = (firstLane + lane) * LaneCapacity + Position;
            if (_truncated[slot])
                _finals.Remove(_finalRows[slot]);
            if (LaneSteps == LaneCapacity && !_excluded[slot])
                UsableCount--;
            _excluded[slot] = !rollout.Excluded.IsEmpty && rollout.Excluded.Span[from + lane];
            UsableCount += _excluded[slot] ? 0 : 1;
            observations.Slice((from + lane) * _observationSize, _observationSize).CopyTo(_observations.AsSpan(slot * _observationSize));
            actions.Slice((from + lane) * _actionSize, _actionSize).CopyTo(_actions.AsSpan(slot * _actionSize));
            _rewards[slot] = rewards[lane];
            _terminated[slot] = terminated[lane];
            _truncated[slot] = truncated[lane];
            if (truncated[lane])
                _finalRows[slot] = _finals.Add(rollout.FinalObservations.Span.Slice(nextFinal++ * _observationSize, _observationSize));
        }
    }
}
