namespace RlOrleans.Environments;

/// <summary>
/// Takes each action several times and shows what the last time gave; rewards are summed (Bellemare et al., "The arcade
/// learning environment", 2013). Others call it action repeat.
/// </summary>
/// <remarks>
/// A lane that ends before the last time goes on stepping with the others, because they are stepped together; its next
/// episode is then started over, so that it begins where any other does.
/// </remarks>
internal sealed class FrameSkip(IVectorEnvironment inner, int frames) : EnvironmentWrapper(inner, Describe(inner.Spec, frames))
{
    private const int MaxFrames = 1000;

    private readonly StepBatch _batch = new(inner.LaneCount, inner.Spec.ObservationSpace.Size);
    private readonly bool[] _ended = new bool[inner.LaneCount];
    private readonly uint[] _next = new uint[inner.LaneCount];

    public static WrapperDescriptor Descriptor { get; } = new(
        "frame-skip", "N", $"a whole number from 1 to {MaxFrames}", "Takes each action N times and sums the rewards; also called action repeat.",
        setting => WrapperSetting.WholeNumber(setting, 1, MaxFrames) is { } frames
            ? new Wrapping(spec => Describe(spec, frames), inner => new FrameSkip(inner, frames))
            : null,
        alias: "action-repeat");

    public static EnvironmentSpec Describe(EnvironmentSpec inner, int frames)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(frames, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(frames, MaxFrames);
        return inner.Wrapped($"frame-skip={frames}") with
        {
            MaxEpisodeSteps = (inner.MaxEpisodeSteps + frames - 1) / frames,
            StepDeadline = inner.StepDeadline * frames,
        };
    }

    public override void Step(ReadOnlySpan<float> actions, StepBatch result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Boundary.CheckStep(actions, result, LaneCount, Spec);
        Inner.Step(actions, _batch);
        CopyOutcome(_batch, result);
        int ended = 0;
        for (int lane = 0; lane < LaneCount; lane++)
            ended += End(lane, result);

        int frame = 1;
        for (; frame < frames && ended < LaneCount; frame++)
        {
            Inner.Step(actions, _batch);
            for (int lane = 0; lane < LaneCount; lane++)
                if (!_ended[lane])
                    ended += Add(lane, result);
        }

        _batch.Observations.CopyTo(result.Observations, 0);
        if (ended > 0)
            StartOver(result);
    }

    private int Add(int lane, StepBatch result)
    {
        result.Rewards[lane] += _batch.Rewards[lane];
        result.Terminated[lane] = _batch.Terminated[lane];
        result.Truncated[lane] = _batch.Truncated[lane];
        if (!_batch.Returns.IsEmpty)
            result.KeepReturns()[lane] = _batch.Returns[lane];
        if (_batch.AbortReason(lane) is { } reason)
            result.Abort(lane, reason);
        return End(lane, result);
    }

    private int End(int lane, StepBatch result)
    {
        bool ended = _ended[lane] = _batch.Terminated[lane] | _batch.Truncated[lane] | _batch.Aborted[lane];
        if (!ended)
            return 0;
        _next[lane] = Inner.Episodes[lane];
        int size = result.ObservationSize;
        _batch.FinalObservations.AsSpan(lane * size, size).CopyTo(result.FinalObservations.AsSpan(lane * size));
        return 1;
    }

    private void StartOver(StepBatch result)
    {
        for (int lane = 0; lane < LaneCount; lane++)
            if (_ended[lane] && !result.Aborted[lane] && frames > 1)
                Restart(lane, _next[lane], result);
    }
}
