namespace RlOrleans.Learning;

/// <summary>
/// The rollouts of all agents side by side, in memory that is used again for every update.
/// </summary>
/// <remarks>
/// Legend: T steps, N lanes over all agents (agent after agent), D observation size, A action size. Step t of lane n is at
/// t · N + n. Observations are padded to whole lines, as the networks read them.
/// </remarks>
internal sealed unsafe class RolloutBatch
{
    private readonly int _observationSize;
    private readonly int _actionSize;
    private readonly int _stepCapacity;
    private readonly FloatBuffer _observations;
    private readonly FloatBuffer _lastObservations;
    private readonly float[] _actions;
    private readonly float[] _logProbs;
    private readonly float[] _rewards;
    private readonly bool[] _terminated;
    private readonly bool[] _truncated;
    private readonly ObservationScaling? _observationScaling;
    private readonly RewardScaling? _rewardScaling;

    /// <param name="spec">What the rollouts were acted with.</param>
    /// <param name="stepCapacity">Steps that a rollout may have.</param>
    /// <param name="lanes">N.</param>
    /// <param name="observationScaling">Applied to observations as they come in; null for none.</param>
    /// <param name="rewardScaling">Applied to rewards as they come in; null for none.</param>
    public RolloutBatch(
        PolicySpec spec, int stepCapacity, int lanes, ObservationScaling? observationScaling = null, RewardScaling? rewardScaling = null)
    {
        _observationScaling = observationScaling;
        _rewardScaling = rewardScaling;
        _observationSize = spec.ObservationSize;
        _actionSize = spec.Action.Size;
        _stepCapacity = stepCapacity;
        Lanes = lanes;
        Stride = FloatBuffer.RoundUp(_observationSize);
        int capacity = stepCapacity * lanes;
        _observations = new FloatBuffer(capacity * Stride);
        _lastObservations = new FloatBuffer(lanes * Stride);
        _actions = new float[capacity * _actionSize];
        _logProbs = new float[capacity];
        _rewards = new float[capacity];
        _terminated = new bool[capacity];
        _truncated = new bool[capacity];
    }

    /// <summary>T.</summary>
    public int Steps { get; private set; }

    /// <summary>N.</summary>
    public int Lanes { get; }

    /// <summary>T · N.</summary>
    public int Count => Steps * Lanes;

    /// <summary>Floats between observations.</summary>
    public int Stride { get; }

    /// <summary>[T · N, stride].</summary>
    public float* Observations => _observations.Pointer;

    /// <summary>[N, stride].</summary>
    public float* LastObservations => _lastObservations.Pointer;

    public ReadOnlySpan<float> Actions => _actions.AsSpan(0, Count * _actionSize);

    public ReadOnlySpan<float> LogProbs => _logProbs.AsSpan(0, Count);

    public ReadOnlySpan<float> Rewards => _rewards.AsSpan(0, Count);

    public ReadOnlySpan<bool> Terminated => _terminated.AsSpan(0, Count);

    public ReadOnlySpan<bool> Truncated => _truncated.AsSpan(0, Count);

    /// <summary>Copies the rollouts in.</summary>
    /// <exception cref="ArgumentException">They do not fit each other, or the capacity.</exception>
    public void Fill(ReadOnlySpan<Rollout> rollouts)
    {
        Check(rollouts);
        Steps = rollouts[0].Steps;
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
            firstLane += rollout.Lanes;
        }

        _rewardScaling?.Apply(_rewards.AsSpan(0, Count), Terminated, Truncated);
    }

    /// <summary>Copies observations, [B, D], to where a network reads them.</summary>
    public void CopyPadded(ReadOnlySpan<float> observations, float* destination)
    {
        for (int at = 0; at < observations.Length; at += _observationSize, destination += Stride)
        {
            var row = new Span<float>(destination, _observationSize);
            observations.Slice(at, _observationSize).CopyTo(row);
            _observationScaling?.Apply(row);
        }
    }

    private void Check(ReadOnlySpan<Rollout> rollouts)
    {
        int lanes = 0;
        foreach (Rollout rollout in rollouts)
        {
            if (rollout.Steps != rollouts[0].Steps || rollout.Steps < 1 || rollout.Steps > _stepCapacity)
                throw new ArgumentException($"A rollout has {rollout.Steps} steps; all must have the same number, from 1 to {_stepCapacity}.", nameof(rollouts));
            lanes += rollout.Lanes;
            int count = rollout.Steps * rollout.Lanes;
            CheckLength(nameof(rollout.Observations), rollout.Observations.Length, count * _observationSize);
            CheckLength(nameof(rollout.Actions), rollout.Actions.Length, count * _actionSize);
            CheckLength(nameof(rollout.LogProbs), rollout.LogProbs.Length, count);
            CheckLength(nameof(rollout.Rewards), rollout.Rewards.Length, count);
            CheckLength(nameof(rollout.Terminated), rollout.Terminated.Length, count);
            CheckLength(nameof(rollout.Truncated), rollout.Truncated.Length, count);
            CheckLength(nameof(rollout.LastObservations), rollout.LastObservations.Length, rollout.Lanes * _observationSize);
            CheckLength(nameof(rollout.FinalObservations), rollout.FinalObservations.Length, rollout.Truncated.Span.Count(true) * _observationSize);
        }

        if (lanes != Lanes)
            throw new ArgumentException($"The rollouts have {lanes} lanes in all; the learner was made for {Lanes}.", nameof(rollouts));
    }

    private static void CheckLength(string name, int length, int expected)
    {
        if (length != expected)
            throw new ArgumentException($"{name} of a rollout has {length} elements; its steps and lanes ask for {expected}.");
    }
}
