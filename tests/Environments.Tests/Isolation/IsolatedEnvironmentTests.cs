using System.Buffers;

namespace RlOrleans.Environments.Tests.Isolation;

/// <summary>A simulator that fails costs its own lane only.</summary>
public sealed class IsolatedEnvironmentTests
{
    private static readonly float[] Actions = [0, 1, 0];

    [Fact]
    public void Step_LaneThrows_AbortsItAndNoOther()
    {
        using IsolatedEnvironment lanes = Create((lane, step) => lane == 1 && step == 2 ? throw new IOException("the level is missing") : null, out var made);
        StepBatch batch = Start(lanes);
        lanes.Step(Actions, batch);
        Assert.DoesNotContain(true, batch.Aborted);
        lanes.Step(Actions, batch);
        Assert.Equal([false, true, false], batch.Aborted);
        Assert.Equal("IOException: the level is missing", batch.AbortReason(1));
        Assert.Equal([1f, 0f, 1f], batch.Rewards);
        Assert.Equal([0f, 2f], batch.Observations[..2]);
        Assert.Equal([2f, 2f], batch.Observations[4..]);
        Assert.True(made[1].IsDisposed);

        // It stays without an episode until it is given one.
        lanes.Step(Actions, batch);
        Assert.Equal([false, true, false], batch.Aborted);
        Assert.Equal(3f, batch.Observations[5]);
    }

    [Fact]
    public void ResetLane_AfterAFailure_GoesOnWithTheGivenEpisodeInANewSimulator()
    {
        bool broken = true;
        using IsolatedEnvironment lanes = Create((lane, step) => broken && lane == 1 ? throw new IOException() : null, out var made);
        StepBatch batch = Start(lanes);
        lanes.Step(Actions, batch);
        broken = false;
        var observation = new float[2];
        lanes.ResetLane(1, 7, observation);
        Assert.Equal(4, made.Count);
        Assert.Equal(0f, observation[1]);
        Assert.Equal(7u, lanes.Episodes[1]);
        lanes.Step(Actions, batch);
        Assert.DoesNotContain(true, batch.Aborted);
        Assert.Equal([2f, 1f, 2f], new[] { batch.Observations[1], batch.Observations[3], batch.Observations[5] });
    }

    [Fact]
    public void Step_LaneGivesNoNumber_AbortsItAndSaysWhich()
    {
        using IsolatedEnvironment lanes = Create((lane, step) => lane == 2 ? new StepOutcome(float.NaN, false, false) : null, out _);
        StepBatch batch = Start(lanes);
        lanes.Step(Actions, batch);
        Assert.Equal([false, false, true], batch.Aborted);
        Assert.Contains("element 1 of the observation is NaN", batch.AbortReason(2), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Step_LaneHangs_AbortsItAndTheOthersGoOn()
    {
        using var release = new ManualResetEventSlim();
        using var hangs = new ManualResetEventSlim();
        var time = new ManualTime();
        int before = SimulatorThread.LeftBehind;
        using IsolatedEnvironment lanes = Create(Hang, out var made, time);
        StepBatch batch = Start(lanes);
        Task step = Task.Run(() => lanes.Step(Actions, batch));
        hangs.Wait();
        while (!step.IsCompleted)
        {
            time.Advance(ScriptedEnvironment.Spec.StepDeadline);
            await Task.WhenAny(step, Task.Delay(10));
        }

        await step;
        Assert.Equal([true, false, false], batch.Aborted);
        Assert.Contains("hangs", batch.AbortReason(0), StringComparison.Ordinal);
        Assert.Equal(1f, batch.Observations[5]);
        Assert.False(made[0].IsDisposed);
        Assert.Equal(before + 1, SimulatorThread.LeftBehind);

        // What comes back at last touches nothing, and is cleaned up.
        var observation = new float[2];
        lanes.ResetLane(0, 1, observation);
        release.Set();
        await Until.True(() => made[0].IsDisposed && SimulatorThread.LeftBehind == before);
        lanes.Step(Actions, batch);
        Assert.DoesNotContain(true, batch.Aborted);
        Assert.Equal(1f, batch.Observations[1]);

        StepOutcome? Hang(int lane, int step)
        {
            if (lane == 0 && !release.IsSet)
            {
                hangs.Set();
                release.Wait();
            }

            return null;
        }
    }

    [Fact]
    public async Task PrepareLane_SimulatorLoadsForLong_OthersStepUntilItIsReady()
    {
        using var loaded = new ManualResetEventSlim();
        using IsolatedEnvironment lanes = CreateSlow(loaded, TimeProvider.System);
        StepBatch batch = Start(lanes);
        lanes.Step(Actions, batch);
        Assert.Equal([false, true, false], batch.Aborted);

        Task ready = lanes.PrepareLane(1, 5);
        lanes.Step(Actions, batch);
        lanes.Step(Actions, batch);
        Assert.Equal([false, true, false], batch.Aborted);
        Assert.Equal(3f, batch.Observations[5]);
        Assert.Same(ready, lanes.PrepareLane(1, 5));
        Assert.False(ready.IsCompleted);

        loaded.Set();
        await ready;
        lanes.ResetLane(1, 5, new float[2]);
        Assert.Equal(5u, lanes.Episodes[1]);
        lanes.Step(Actions, batch);
        Assert.DoesNotContain(true, batch.Aborted);
        Assert.Equal([4f, 1f, 4f], new[] { batch.Observations[1], batch.Observations[3], batch.Observations[5] });
    }

    [Fact]
    public async Task PrepareLane_SimulatorNeverComesUp_IsAFailureOfTheLane()
    {
        using var loaded = new ManualResetEventSlim();
        var time = new ManualTime();
        using IsolatedEnvironment lanes = CreateSlow(loaded, time);
        StepBatch batch = Start(lanes);
        lanes.Step(Actions, batch);
        Task ready = lanes.PrepareLane(1, 5);
        while (!ready.IsCompleted)
            time.Advance(ScriptedEnvironment.Spec.StepDeadline);
        var error = Assert.ThrowsAny<InvalidOperationException>(() => lanes.ResetLane(1, 5, new float[2]));
        Assert.Contains("hangs", error.Message, StringComparison.Ordinal);
        loaded.Set();

        // What comes up too late is not what is played.
        lanes.ResetLane(1, 6, new float[2]);
        lanes.Step(Actions, batch);
        Assert.DoesNotContain(true, batch.Aborted);
        Assert.Equal(6u, lanes.Episodes[1]);
    }

    // Three lanes; the second fails at its first step, and its next simulator waits for an event before it is there.
    private static IsolatedEnvironment CreateSlow(ManualResetEventSlim loaded, TimeProvider time)
    {
        bool broken = false;
        Func<IEnvironment> create = ScriptedEnvironment.Lanes(3, (lane, _) =>
        {
            if (lane != 1 || broken)
                return null;
            broken = true;
            throw new IOException();
        });
        return new IsolatedEnvironment(
            ScriptedEnvironment.Spec,
            3,
            () =>
            {
                if (broken)
                    loaded.Wait();
                return create();
            },
            time);
    }

    [Fact]
    public void Step_EpisodeEndsAndTheNextCannotStart_GivesTheEndFirst()
    {
        int resets = 0;
        using var lanes = new IsolatedEnvironment(ScriptedEnvironment.Spec, 1, () => new FailingReset(() => ++resets > 1), TimeProvider.System);
        StepBatch batch = Start(lanes);
        lanes.Step([0], batch);
        Assert.True(batch.Terminated[0] && !batch.Aborted[0]);
        lanes.Step([0], batch);
        Assert.True(!batch.Terminated[0] && batch.Aborted[0]);
    }

    [Fact]
    public void Restore_WithALaneWithoutEpisode_ContinuesTheOthersBitForBit()
    {
        using IsolatedEnvironment lanes = Create((lane, step) => lane == 1 && step == 2 ? throw new IOException() : null, out _);
        StepBatch batch = Start(lanes);
        for (int step = 0; step < 5; step++)
            lanes.Step(Actions, batch);
        var snapshot = new ArrayBufferWriter<byte>();
        lanes.Snapshot(snapshot);

        using IsolatedEnvironment restored = Create((_, _) => null, out _);
        restored.Restore(snapshot.WrittenSpan);
        StepBatch after = new(3, 2);
        lanes.Step(Actions, batch);
        restored.Step(Actions, after);
        Assert.Equal([false, true, false], after.Aborted);
        Assert.Equal(batch.Observations[5], after.Observations[5]);
        Assert.Equal(6f, after.Observations[5]);
        Assert.Throws<InvalidDataException>(() => restored.Restore(snapshot.WrittenSpan[..^9]));
    }

    [Fact]
    public void Reset_SimulatorCannotBeMade_ThrowsWhatItSaid()
    {
        using var lanes = new IsolatedEnvironment(ScriptedEnvironment.Spec, 2, () => throw new FileNotFoundException("no such game"), TimeProvider.System);
        var error = Assert.ThrowsAny<InvalidOperationException>(() => Start(lanes));
        Assert.Contains("no such game", error.Message, StringComparison.Ordinal);
    }

    private static IsolatedEnvironment Create(Func<int, int, StepOutcome?> script, out List<ScriptedEnvironment> made, TimeProvider? time = null)
        => new(ScriptedEnvironment.Spec, 3, ScriptedEnvironment.Lanes(3, script, made = []), time ?? TimeProvider.System);

    private static StepBatch Start(IsolatedEnvironment lanes)
    {
        var batch = new StepBatch(lanes.LaneCount, 2);
        lanes.Reset(new EnvironmentSeed(1, RandomPurpose.Environment, 0), batch.Observations);
        return batch;
    }

    private sealed class FailingReset(Func<bool> fails) : IEnvironment
    {
        public void Reset(in StepRandom random, Span<float> observation)
        {
            if (fails())
                throw new IOException();
            observation.Clear();
        }

        public StepOutcome Step(ReadOnlySpan<float> action, in StepRandom random, Span<float> observation)
        {
            observation.Fill(5);
            return new StepOutcome(1, true, false);
        }

        public void Save(SnapshotWriter writer)
        {
        }

        public void Load(ref SnapshotReader reader)
        {
        }
    }
}
