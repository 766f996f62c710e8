namespace RlOrleans.Environments;

/// <summary>
/// Truncates episodes that reach a number of steps. Truncated, not terminated: the value of what would have followed still
/// counts (Pardo et al., "Time limits in reinforcement learning", 2018).
/// </summary>
internal sealed class TimeLimit(IVectorEnvironment inner, int steps) : EnvironmentWrapper(inner, Describe(inner.Spec, steps))
{
    private readonly int[] _steps = new int[inner.LaneCount];

    public static WrapperDescriptor Descriptor { get; } = new(
        "time-limit", "STEPS", "a whole number from 1", "Truncates episodes that reach so many steps.",
        setting => WrapperSetting.WholeNumber(setting, 1, int.MaxValue) is { } steps
            ? new Wrapping(spec => Describe(spec, steps), inner => new TimeLimit(inner, steps))
            : null);

    public static EnvironmentSpec Describe(EnvironmentSpec inner, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        return steps <= inner.MaxEpisodeSteps
            ? inner.Wrapped($"time-limit={steps}") with { MaxEpisodeSteps = steps, RewardThreshold = steps == inner.MaxEpisodeSteps ? inner.RewardThreshold : double.NaN }
            : throw new ArgumentException($"{inner.Id} ends episodes after {inner.MaxEpisodeSteps} steps, which no wrapper prolongs");
    }

    public override void Reset(in EnvironmentSeed seed, Span<float> observations)
    {
        Inner.Reset(seed, observations);
        Array.Clear(_steps);
    }

    public override void ResetLane(int lane, uint episode, Span<float> observation)
    {
        Inner.ResetLane(lane, episode, observation);
        _steps[lane] = 0;
    }

    public override void Step(ReadOnlySpan<float> actions, StepBatch result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Inner.Step(actions, result);
        for (int lane = 0; lane < _steps.Length; lane++)
        {
            int step = ++_steps[lane];
            bool ended = result.Terminated[lane] | result.Truncated[lane] | result.Aborted[lane];
            if (step >= steps && !result.Aborted[lane])
            {
                result.Truncated[lane] = true;
                if (!ended)
                    BeginNext(lane, result);
                ended = true;
            }

            if (ended)
                _steps[lane] = 0;
        }
    }

    protected override void SaveState(SnapshotWriter writer)
    {
        foreach (int step in _steps)
            writer.WriteInt32(step);
    }

    protected override Action LoadState(ref SnapshotReader reader)
    {
        var loaded = new int[_steps.Length];
        for (int lane = 0; lane < loaded.Length; lane++)
        {
            loaded[lane] = reader.ReadInt32();
            if (loaded[lane] < 0 || loaded[lane] >= steps)
                throw new InvalidDataException($"The snapshot has lane {lane} at step {loaded[lane]} of at most {steps}.");
        }

        return () => loaded.CopyTo(_steps, 0);
    }

    private void BeginNext(int lane, StepBatch result)
    {
        Span<float> row = result.Observations.AsSpan(lane * result.ObservationSize, result.ObservationSize);
        row.CopyTo(result.FinalObservations.AsSpan(lane * result.ObservationSize));
        Restart(lane, Inner.Episodes[lane] + 1, result);
    }
}
