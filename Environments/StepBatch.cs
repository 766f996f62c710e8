namespace RlOrleans.Environments;

/// <summary>What one step of N lanes gave. Made once and written anew by every step.</summary>
public sealed class StepBatch
{
    private double[]? _returns;
    private string?[]? _reasons;

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
        Aborted = new bool[lanes];
    }

    /// <summary>N.</summary>
    public int LaneCount { get; }

    /// <summary>D.</summary>
    public int ObservationSize { get; }

    /// <summary>
    /// The observations to act on next, <c>[N, D]</c>: of a new episode where the last one ended. An environment may write
    /// only what has changed since it last wrote to the same batch, so a caller that alters observations copies them first.
    /// </summary>
    public float[] Observations { get; }

    /// <summary>
    /// The last observations of the episodes that ended, <c>[N, D]</c>. Rows of other lanes hold older values. Here too an
    /// environment may write only what has changed; a wrapper that ends an episode writes the lane's row itself, and then calls
    /// <see cref="IVectorEnvironment.ResetLane"/>.
    /// </summary>
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

    /// <summary>
    /// Where there is no episode, <c>[N]</c>: the simulator failed in this step or in an earlier one, and the lane waits for
    /// <see cref="IVectorEnvironment.ResetLane"/>. Its other flags are false, its reward is 0, and its observations say
    /// nothing. An environment whose simulators cannot fail never writes here.
    /// </summary>
    public bool[] Aborted { get; }

    /// <summary>Marks a lane as being without an episode.</summary>
    /// <param name="lane">Which lane; 0 to N − 1.</param>
    /// <param name="reason">What its simulator failed of, as a sentence.</param>
    public void Abort(int lane, string reason)
    {
        (_reasons ??= new string?[LaneCount])[lane] = reason;
        Aborted[lane] = true;
        Terminated[lane] = Truncated[lane] = false;
        Rewards[lane] = 0;
    }

    /// <summary>What the simulator of an aborted lane failed of; null for another lane.</summary>
    public string? AbortReason(int lane) => Aborted[lane] ? _reasons?[lane] ?? "no reason was given" : null;
}
