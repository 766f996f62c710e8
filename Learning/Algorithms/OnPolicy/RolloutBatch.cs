namespace RlOrleans.Learning;

/// <summary>
/// The rollouts of an update side by side, in memory that is used again for every update.
/// </summary>
/// <remarks>
/// Legend: T steps, N lanes over all rollouts (rollout after rollout), D observation size, A action size, S state size of
/// the policy, K truncated steps. Step t of lane n is at t · N + n. Observations are padded to whole lines, as the networks
/// read them.
/// </remarks>
internal sealed unsafe class RolloutBatch
{
    private readonly int _observationSize;
    private readonly int _actionSize;
    private readonly int _stepCapacity;
    private readonly int _laneCapacity;
    private readonly FloatBuffer _observations;
    private readonly FloatBuffer _lastObservations;
    private readonly FloatBuffer _keeps;
    private readonly FloatBuffer _initialStates;
    private readonly float[] _actions;
    private readonly float[] _logProbs;
    private readonly float[] _rewards;
    private readonly bool[] _terminated;
    private readonly bool[] _truncated;
    private readonly bool[] _excluded;
    private readonly int[] _finalRows;
    private readonly ObservationScaling? _observationScaling;
    private readonly RewardScaling? _rewardScaling;
    private FloatBuffer _finalObservations = new(0);

    /// <param name="spec">What the rollouts were acted with.</param>
    /// <param name="stepCapacity">Steps that a rollout may have.</param>
    /// <param name="laneCapacity">The most that N may be.</param>
    /// <param name="observationScaling">Applied to observations as they come in; null for none.</param>
    /// <param name="rewardScaling">Applied to rewards as they come in; null for none.</param>
    public RolloutBatch(
        PolicySpec spec, int stepCapacity, int laneCapacity, ObservationScaling? observationScaling = null, RewardScaling? rewardScaling = null)
    {
        _observationScaling = observationScaling;
        _rewardScaling = rewardScaling;
        _observationSize = spec.ObservationSize;
        _actionSize = spec.Action.Size;
        _stepCapacity = stepCapacity;
        _laneCapacity = laneCapacity;
        StateSize = spec.StateSize;
        Stride = FloatBuffer.RoundUp(_observationSize);
        int capacity = stepCapacity * laneCapacity;
        _observations = new FloatBuffer(capacity * Stride);
        _lastObservations = new FloatBuffer(laneCapacity * Stride);
        _keeps = new FloatBuffer(capacity + laneCapacity);
        _initialStates = new FloatBuffer(laneCapacity * StateSize);
        _actions = new float[capacity * _actionSize];
        _logProbs = new float[capacity];
        _rewards = new float[capacity];
        _terminated = new bool[capacity];
        _truncated = new bool[capacity];
        _excluded = new bool[capacity];
        _finalRows = new int[capacity];
    }

    /// <summary>Whether an update may have fewer lanes than there are; otherwise it must have all of them.</summary>
    public bool TakesAnyLanes { get; init; }

    /// <summary>T.</summary>
    public int Steps { get; private set; }

    /// <summary>N.</summary>
    public int Lanes { get; private set; }

    /// <summary>T · N.</summary>
    public int Count => Steps * Lanes;

    /// <summary>S; 0 for a policy without recurrence.</summary>
    public int StateSize { get; }

    /// <summary>Floats between observations.</summary>
    public int Stride { get; }

    /// <summary>[T · N, stride].</summary>
    public float* Observations => _observations.Pointer;

    /// <summary>[N, stride].</summary>
    public float* LastObservations => _lastObservations.Pointer;

    /// <summary>[K, stride]: what each truncated step led to.</summary>
    public float* FinalObservations => _finalObservations.Pointer;

    /// <summary>K.</summary>
    public int FinalCount { get; private set; }

    /// <summary>[T · N]: the row of a truncated step in <see cref="FinalObservations"/>; elsewhere of no meaning.</summary>
    public ReadOnlySpan<int> FinalRows => _finalRows.AsSpan(0, Count);

    /// <summary>
    /// [T + 1, N]: 0 where an episode begins with the observation, 1 where memory is carried on to it; the last row is of
    /// <see cref="LastObservations"/>.
    /// </summary>
    public float* Keeps => _keeps.Pointer;

    /// <summary>[N, S]: before the first step.</summary>
    public float* InitialStates => _initialStates.Pointer;

    public ReadOnlySpan<float> Actions => _actions.AsSpan(0, Count * _actionSize);

    public ReadOnlySpan<float> LogProbs => _logProbs.AsSpan(0, Count);

    public ReadOnlySpan<float> Rewards => _rewards.AsSpan(0, Count);

    public ReadOnlySpan<bool> Terminated => _terminated.AsSpan(0, Count);

    public ReadOnlySpan<bool> Truncated => _truncated.AsSpan(0, Count);

    /// <summary>[T · N]: what nothing is to be learned from; see <see cref="Rollout.Excluded"/>.</summary>
    public ReadOnlySpan<bool> Excluded => _excluded.AsSpan(0, Count);

    /// <summary>Whether there is such a step.</summary>
    public bool HasExcluded { get; private set; }

    /// <summary>Copies the rollouts in.</summary>
    /// <exception cref="ArgumentException">They do not fit each other, or the capacity.</exception>
    public void Fill(ReadOnlySpan<Rollout> rollouts)
    {
        Lanes = Check(rollouts);
        Steps = rollouts[0].Steps;
        FinalCount = 0;
        HasExcluded = false;
        Array.Clear(_excluded);
        int firstLane = 0;
        foreach (Rollout rollout in rollouts)
        {
            for (int step = 0; step < Steps; step++)
            {
                int from = step * rollout.Lanes, to = step * Lanes + firstLane, count = rollout.Lanes;
                CopyPadded(rollout.Observations.Span.Slice(from * _observationSize, count * _observationSize), Observations + (nint)to * Stride);
                rollout.Actions.Span.Slice(from * _actionSize, count * _actionSize).CopyTo(_actions.AsSpan(to * _actionSize));
                rollout.LogProbs.Span.Slice(from, count).CopyTo(_logProbs.AsSpan(to));
                rollout.Rewards.Span.Slice(from, count).CopyTo(_rewards.AsSpan(to));
                rollout.Terminated.Span.Slice(from, count).CopyTo(_terminated.AsSpan(to));
                rollout.Truncated.Span.Slice(from, count).CopyTo(_truncated.AsSpan(to));
            }

            CopyPadded(rollout.LastObservations.Span, LastObservations + (nint)firstLane * Stride);
            CopyExcluded(rollout, firstLane);
            CopyFinalObservations(rollout, firstLane);
            rollout.InitialStates.Span.CopyTo(_initialStates.Span[(firstLane * StateSize)..]);
            firstLane += rollout.Lanes;
        }

        if (StateSize > 0)
            FindBegins();
        _rewardScaling?.Apply(_rewards.AsSpan(0, Count), Terminated, Truncated, Excluded);
    }

    private void CopyExcluded(Rollout rollout, int firstLane)
    {
        ReadOnlySpan<bool> excluded = rollout.Excluded.Span;
        for (int from = 0, to = firstLane; from < excluded.Length; from += rollout.Lanes, to += Lanes)
            excluded.Slice(from, rollout.Lanes).CopyTo(_excluded.AsSpan(to));
        HasExcluded |= excluded.Contains(true);
    }

    private void CopyFinalObservations(Rollout rollout, int firstLane)
    {
        ReadOnlySpan<float> observations = rollout.FinalObservations.Span;
        Reserve(FinalCount + observations.Length / _observationSize);
        CopyPadded(observations, FinalObservations + (nint)FinalCount * Stride);
        ReadOnlySpan<bool> truncated = rollout.Truncated.Span;
        for (int i = 0; i < truncated.Length; i++)
            if (truncated[i])
                _finalRows[i / rollout.Lanes * Lanes + firstLane + i % rollout.Lanes] = FinalCount++;
    }

    private void FindBegins()
    {
        Span<float> keeps = _keeps.Span;
        keeps[..Lanes].Fill(1);
        for (int i = 0; i < Count; i++)
            keeps[i + Lanes] = _terminated[i] || _truncated[i] || _excluded[i] ? 0 : 1;
    }

    // Copies observations, [B, D], to where a network reads them.
    private void CopyPadded(ReadOnlySpan<float> observations, float* destination)
    {
        for (int at = 0; at < observations.Length; at += _observationSize, destination += Stride)
        {
            var row = new Span<float>(destination, _observationSize);
            observations.Slice(at, _observationSize).CopyTo(row);
            _observationScaling?.Apply(row);
        }
    }

    // Truncations are rare, so room for them is made as they come.
    private void Reserve(int finals)
    {
        if (finals * Stride <= _finalObservations.Length)
            return;
        var larger = new FloatBuffer(2 * finals * Stride);
        _finalObservations.Span.CopyTo(larger.Span);
        _finalObservations = larger;
    }

    private int Check(ReadOnlySpan<Rollout> rollouts)
    {
        int lanes = RolloutCheck.Require(rollouts, _observationSize, _actionSize);
        if (rollouts[0].Steps > _stepCapacity)
            throw new ArgumentException($"A rollout has {rollouts[0].Steps} steps; the learner was made for at most {_stepCapacity}.", nameof(rollouts));
        if (TakesAnyLanes ? lanes > _laneCapacity : lanes != _laneCapacity)
            throw new ArgumentException(
                $"The rollouts have {lanes} lanes in all; the learner was made for {(TakesAnyLanes ? "at most " : "")}{_laneCapacity}.", nameof(rollouts));
        foreach (Rollout rollout in rollouts)
            RolloutCheck.CheckLength(nameof(rollout.InitialStates), rollout.InitialStates.Length, rollout.Lanes * StateSize);
        return lanes;
    }
}
