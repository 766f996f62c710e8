namespace RlOrleans.Environments;

/// <summary>What one step of N lanes gave. Made once and written anew by every step.</summary>
public sealed class StepBatch
{
    private double[]? _returns;

    /// <summary>Makes room for <paramref name="lanes"/> (N) lanes with observations of <paramref name="observationSize"/> (D) floats.</summary>
    public StepBatch(int lanes, int observationSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lanes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(observationSize, 1);
        LaneCount = lanes;
        ObservationSize = observationSize;
        Observations = new float[lanes * observationSize];
        FinalObservations = new float[lanes * observationSize];
        Rewards = new float[lanes];
        Terminated = new bool[lanes];
        Truncated = new bool[lanes];
    }

    /// <summary>N.</summary>
    public int LaneCount { get; }

    /// <summary>D.</summary>
    public int ObservationSize { get; }

    /// <summary>The observations to act on next, <c>[N, D]</c>: of a new episode where the last one ended.</summary>
    public float[] Observations { get; }

    /// <summary>The last observations of the episodes that ended, <c>[N, D]</c>. Rows of other lanes hold older values.</summary>
    public float[] FinalObservations { get; }

    /// <summary>The rewards of the step, <c>[N]</c>.</summary>
    public float[] Rewards { get; }

    /// <summary>Where the episode reached an end of its own, <c>[N]</c>: nothing follows, and nothing is bootstrapped.</summary>
    public bool[] Terminated { get; }

    /// <summary>
    /// Where the episode was cut off, <c>[N]</c>: more would have followed, so the value of the final observation
    /// stands for it. Both flags are set when an episode ends of its own in the very step that reaches the limit;
    /// termination then decides.
    /// </summary>
    public bool[] Truncated { get; }

    /// <summary>
    /// The sum of the rewards so far in the episode that the step was taken in, <c>[N]</c>, before wrappers changed them;
    /// empty where the rewards are the simulator's own and can be summed by whoever reads them.
    /// </summary>
    public ReadOnlySpan<double> Returns => _returns;

    /// <summary>Where a wrapper that changes rewards writes <see cref="Returns"/>, <c>[N]</c>.</summary>
    public Span<double> KeepReturns() => _returns ??= new double[LaneCount];
}
