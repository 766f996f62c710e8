namespace RlOrleans.Environments;

/// <summary>A wrapper that shows other observations than the environment gives, row by row.</summary>
public abstract class ObservationWrapper : EnvironmentWrapper
{
    private readonly StepBatch _batch;

    /// <inheritdoc/>
    protected ObservationWrapper(IVectorEnvironment inner, EnvironmentSpec spec)
        : base(inner, spec) => _batch = new StepBatch(inner.LaneCount, inner.Spec.ObservationSpace.Size);

    private int InnerSize => _batch.ObservationSize;

    private int Size => Spec.ObservationSpace.Size;

    /// <inheritdoc/>
    public sealed override void Reset(in EnvironmentSeed seed, Span<float> observations)
    {
        Boundary.CheckObservations(observations, LaneCount, Size);
        Inner.Reset(seed, _batch.Observations);
        for (int lane = 0; lane < LaneCount; lane++)
            First(lane, Row(_batch.Observations, lane), observations.Slice(lane * Size, Size));
    }

    /// <inheritdoc/>
    public sealed override void ResetLane(int lane, uint episode, Span<float> observation)
    {
        Boundary.CheckLane(lane, LaneCount);
        Boundary.CheckObservations(observation, 1, Size);
        Inner.ResetLane(lane, episode, Row(_batch.Observations, lane));
        First(lane, Row(_batch.Observations, lane), observation);
    }

    /// <inheritdoc/>
    public sealed override void Step(ReadOnlySpan<float> actions, StepBatch result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Boundary.CheckStep(actions, result, LaneCount, Spec);
        Inner.Step(actions, _batch);
        CopyOutcome(_batch, result);
        for (int lane = 0; lane < LaneCount; lane++)
        {
            Span<float> row = result.Observations.AsSpan(lane * Size, Size);
            if (_batch.Aborted[lane])
                continue;
            if (_batch.Terminated[lane] | _batch.Truncated[lane])
            {
                Next(lane, Row(_batch.FinalObservations, lane), result.FinalObservations.AsSpan(lane * Size, Size));
                First(lane, Row(_batch.Observations, lane), row);
            }
            else
            {
                Next(lane, Row(_batch.Observations, lane), row);
            }
        }
    }

    /// <summary>Shows the first observation of an episode.</summary>
    /// <param name="lane">Which lane; 0 to N − 1.</param>
    /// <param name="observation">What the environment gave.</param>
    /// <param name="shown">Receives what is shown, <c>[D]</c>; written as a whole.</param>
    protected abstract void First(int lane, ReadOnlySpan<float> observation, Span<float> shown);

    /// <summary>Shows an observation after a step, the last one of an episode included.</summary>
    /// <inheritdoc cref="First"/>
    protected abstract void Next(int lane, ReadOnlySpan<float> observation, Span<float> shown);

    private Span<float> Row(float[] rows, int lane) => rows.AsSpan(lane * InnerSize, InnerSize);
}
