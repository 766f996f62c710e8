using System.Collections.Immutable;
using RlOrleans.Environments;
using RlOrleans.Grains.Tests.Hosting;
using RlOrleans.Runs;

namespace RlOrleans.Grains.Tests.Environments;

/// <summary>Lanes are lost, started again after growing waits, and retired.</summary>
public sealed class SupervisedLanesTests : IDisposable
{
    private static readonly RestartPolicy Policy = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4), MaxFailures: 3, MaxFailuresUnplayed: 2);

    private readonly ManualTime _time = new();
    private readonly List<string> _reports = [];
    private readonly ScriptedLanes.Script _script = new();

    public void Dispose() => _script.Released.Set();

    [Fact]
    public async Task Step_OneLaneGivesNoNumber_LosesItAndStartsItAgainAfterItsBackoff()
    {
        await using var lanes = Create();
        await lanes.Start();
        _script.NotANumber = 1;
        var failed = await lanes.Step(Actions);
        Assert.Equal([false, true, false], failed.Faults!.Aborted.ToArray());
        Assert.Equal(1, failed.Faults.AbortedEpisodes);
        Assert.All(failed.Observations, value => Assert.True(float.IsFinite(value)));
        Assert.Contains("lane 1", Assert.Single(_reports), StringComparison.Ordinal);

        _script.NotANumber = -1;
        _time.Advance(TimeSpan.FromSeconds(0.9));
        var waiting = await lanes.Step(Actions);
        Assert.Equal([false, true, false], waiting.Faults!.Aborted.ToArray());
        _time.Advance(TimeSpan.FromSeconds(0.2));
        var restarted = await lanes.Step(Actions);
        Assert.Equal([false, true, false], restarted.Faults!.Aborted.ToArray());
        Assert.Equal([0u, 1u, 0u], restarted.Faults.Episodes.ToArray());
        Assert.Equal(0, restarted.Faults.AbortedEpisodes);
        Assert.Equal(0, restarted.Observations[1]);
        Assert.Equal(3, restarted.Observations[0]);
        var plain = await lanes.Step(Actions);
        Assert.Null(plain.Faults);
        Assert.Equal([4f, 1f, 4f], plain.Observations.ToArray());
    }

    [Fact]
    public async Task Step_LaneLoadsForLong_OthersGoOnAndItJoinsThemWhenItIsReady()
    {
        await using var lanes = Create();
        await lanes.Start();
        _script.NotANumber = 1;
        await lanes.Step(Actions);
        _script.NotANumber = -1;
        var loading = _script.Loading = new TaskCompletionSource();
        _time.Advance(TimeSpan.FromSeconds(1.1));
        var first = lanes.Step(Actions).AsTask();
        await Advance(first);
        var begun = await first;
        Assert.Equal([false, true, false], begun.Faults!.Aborted.ToArray());

        // Nobody waits for it twice: these steps need no clock.
        for (int i = 0; i < 5; i++)
        {
            var step = await lanes.Step(Actions);
            Assert.Equal([false, true, false], step.Faults!.Aborted.ToArray());
            Assert.Equal(3 + i, step.Observations[0]);
        }

        loading.SetResult();
        Assert.NotNull((await lanes.Step(Actions)).Faults);
        var plain = await lanes.Step(Actions);
        Assert.Null(plain.Faults);
        Assert.Equal([9f, 1f, 9f], plain.Observations.ToArray());
        Assert.Single(_reports);
    }

    [Fact]
    public async Task Step_AllLanesThrow_MakesThemAnewAndNoEpisodeComesTwice()
    {
        await using var lanes = Create();
        await lanes.Start();
        await lanes.Step(Actions);
        _script.Throws = true;
        var step = lanes.Step(Actions).AsTask();
        await Advance(step, () => _script.Throws = false);
        var faults = (await step).Faults!;
        Assert.Equal([true, true, true], faults.Aborted.ToArray());
        Assert.Equal(3, faults.AbortedEpisodes);
        Assert.Equal([1u, 1u, 1u], faults.Episodes.ToArray());
        Assert.Contains("3 lanes at once", Assert.Single(_reports), StringComparison.Ordinal);
        var next = await lanes.Step(Actions);
        Assert.Null(next.Faults);
        Assert.Equal([1f, 1f, 1f], next.Observations.ToArray());
        Assert.Equal(2, _script.Made);
    }

    [Fact]
    public async Task Step_LanesHang_LeavesThemBehindAndGoesOnWithNewOnes()
    {
        _script.Deadline = TimeSpan.FromMinutes(1);
        await using var lanes = Create();
        await lanes.Start();
        _script.Hangs = true;
        var step = lanes.Step(Actions).AsTask();
        await Advance(step, () => _script.Hangs = false);
        var lost = await step;
        Assert.Equal([true, true, true], lost.Faults!.Aborted.ToArray());
        Assert.Contains("hangs", _reports[0], StringComparison.Ordinal);
        Assert.Equal(0, _script.Disposed);
        Assert.Null((await lanes.Step(Actions)).Faults);
        _script.Released.Set();
        await Until.True(() => _script.Disposed == 1);
    }

    [Fact]
    public async Task Step_KeepsFailing_RetiresAllLanesAndSaysSo()
    {
        await using var lanes = Create();
        await lanes.Start();
        await lanes.Step(Actions);
        _script.Throws = true;
        var retired = await StepUntilRetired(lanes);
        Assert.Equal("all 3 lanes of Scripted-v0 are retired, because they kept failing. The latest failure: IOException: the simulator broke", retired?.Message);
        Assert.EndsWith("it has failed 3 times in a row and is retired", _reports[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Step_NeverComesThroughOne_IsRetiredSooner()
    {
        await using var lanes = Create();
        await lanes.Start();
        _script.Throws = true;
        Assert.NotNull(await StepUntilRetired(lanes));
        Assert.EndsWith("it has failed 2 times in a row without a single step and is retired", _reports[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Step_EpisodeEndsWellBetweenFailures_RetiresNobody()
    {
        await using var lanes = Create();
        await lanes.Start();
        for (int i = 0; i < 10; i++)
        {
            _script.NotANumber = 2;
            Assert.False((await lanes.Step(Actions)).Faults!.Retired[2]);
            _script.NotANumber = -1;
            _time.Advance(TimeSpan.FromSeconds(5));
            await lanes.Step(Actions);
            _script.Ends = true;
            await lanes.Step(Actions);
            _script.Ends = false;
        }
    }

    [Fact]
    public async Task Start_CannotBeMade_FailsAtOnceWithItsReason()
    {
        _script.Throws = true;
        await using var lanes = Create();
        var error = await Assert.ThrowsAsync<RunException>(lanes.Start);
        Assert.Contains("the simulator broke", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_Saved_GoesOnBitForBitAndStartsLostLanes()
    {
        await using var lanes = Create();
        await lanes.Start();
        await lanes.Step(Actions);
        _script.NotANumber = 0;
        await lanes.Step(Actions);
        _script.NotANumber = -1;
        var saved = await lanes.Save();

        await using var restored = Create();
        await restored.Restore(saved);
        var first = await restored.Step(Actions);
        Assert.Equal([true, false, false], first.Faults!.Aborted.ToArray());
        Assert.Equal(0, first.Faults.AbortedEpisodes);
        Assert.Equal([0f, 3f, 3f], first.Observations.ToArray());
        Assert.Null((await restored.Step(Actions)).Faults);
        await Assert.ThrowsAsync<InvalidDataException>(() => Create().Restore(saved.RemoveAt(9)));
    }

    [Fact]
    public async Task Restore_OfASimulatorThatCannotBeSaved_LosesTheEpisodesAndSaysSo()
    {
        _script.CannotSave = true;
        await using var lanes = Create();
        await lanes.Start();
        await lanes.Step(Actions);
        var saved = await lanes.Save();

        await using var restored = Create();
        await restored.Restore(saved);
        var first = await restored.Step(Actions);
        Assert.Equal(3, first.Faults!.AbortedEpisodes);
        Assert.Equal([1u, 1u, 1u], first.Faults.Episodes.ToArray());
        Assert.Null((await restored.Step(Actions)).Faults);
        Assert.Equal(2, _reports.Count);
    }

    private static ImmutableArray<float> Actions => [0, 0, 0];

    private SupervisedLanes Create()
        => new(_script.Registry(), new EnvironmentStart(ScriptedLanes.Id, 3, 1, RandomPurpose.Environment, 0), Policy, _time, _reports.Add);

    private async Task<RunException?> StepUntilRetired(SupervisedLanes lanes)
    {
        RunException? retired = null;
        for (int i = 0; i < 20 && retired is null; i++)
        {
            var step = lanes.Step(Actions).AsTask();
            await Advance(step);
            retired = (await Record.ExceptionAsync(() => step)) as RunException;
        }

        return retired;
    }

    // Moves the clock until a step has come to its end; after its first wait began, something may change.
    private async Task Advance(Task step, Action? change = null)
    {
        await Until.True(
            () =>
            {
                if (_reports.Count > 0)
                {
                    change?.Invoke();
                }

                _time.Advance(TimeSpan.FromSeconds(0.5));
                return step.IsCompleted;
            });
    }
}
