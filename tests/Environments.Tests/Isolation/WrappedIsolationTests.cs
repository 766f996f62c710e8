namespace RlOrleans.Environments.Tests.Isolation;

/// <summary>Wrappers pass on that a lane was aborted, and begin anew where it begins again.</summary>
public sealed class WrappedIsolationTests
{
    private static readonly float[] Actions = [0, 1];

    [Fact]
    public void FrameStack_LaneAborted_ShowsTheNewEpisodeOnlyAfterTheReset()
    {
        bool broken = true;
        using var stack = new FrameStack(Isolated((lane, step) => broken && lane == 1 && step == 3 ? throw new IOException("broken") : null), 2);
        StepBatch batch = Start(stack);
        for (int step = 0; step < 3; step++)
            stack.Step(Actions, batch);
        Assert.Equal([false, true], batch.Aborted);
        Assert.Contains("broken", batch.AbortReason(1), StringComparison.Ordinal);
        Assert.Equal([0f, 2f, 0f, 3f], batch.Observations[..4]);

        broken = false;
        var first = new float[4];
        stack.ResetLane(1, 1, first);
        Assert.Equal(0f, first[1] + first[3]);
        stack.Step(Actions, batch);
        Assert.DoesNotContain(true, batch.Aborted);
        Assert.Equal([0f, 1f], [batch.Observations[5], batch.Observations[7]]);
    }

    [Fact]
    public void FrameSkip_LaneAbortedOnTheWay_IsAbortedAndTheOtherGoesOn()
    {
        using var skip = new FrameSkip(Isolated((lane, step) => lane == 1 && step == 2 ? throw new IOException("broken") : null), 4);
        StepBatch batch = Start(skip);
        skip.Step(Actions, batch);
        Assert.Equal([false, true], batch.Aborted);
        Assert.Equal([4f, 0f], batch.Rewards);
        Assert.False(batch.Terminated[1] | batch.Truncated[1]);
        Assert.Equal(4f, batch.Observations[1]);
        Assert.True(skip.KeepsDeadlines);
    }

    private static IsolatedEnvironment Isolated(Func<int, int, StepOutcome?> script)
        => new(ScriptedEnvironment.Spec, 2, ScriptedEnvironment.Lanes(2, script), TimeProvider.System);

    private static StepBatch Start(IVectorEnvironment lanes)
    {
        var batch = new StepBatch(lanes.LaneCount, lanes.Spec.ObservationSpace.Size);
        lanes.Reset(new EnvironmentSeed(1, RandomPurpose.Environment, 0), batch.Observations);
        return batch;
    }
}
