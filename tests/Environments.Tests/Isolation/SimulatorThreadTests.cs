namespace RlOrleans.Environments.Tests.Isolation;

public sealed class SimulatorThreadTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();

    [Fact]
    public async Task Run_ThreadIsHeldUpAfterItsLastPart_IsNotLate()
    {
        using var finished = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        using var thread = new SimulatorThread("test", Deadline, _time);
        Task<bool> run = thread.Run(() =>
        {
            Assert.True(thread.GoOn());
            finished.Set();
            release.Wait();
        });
        finished.Wait();
        _time.Advance(10 * Deadline);
        Assert.False(run.IsCompleted);
        release.Set();
        Assert.True(await run);
    }

    [Fact]
    public async Task Run_ThreadIsHeldUpBetweenParts_OnlyThoseNotDoneAreItsOwn()
    {
        using var finished = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        using var thread = new SimulatorThread("test", Deadline, _time);
        bool? second = null;
        Task<bool> run = thread.Run(
            () =>
            {
                Assert.True(thread.GoOn());
                finished.Set();
                release.Wait();
                second = thread.GoOn();
            },
            parts: 2);
        finished.Wait();
        _time.Advance(10 * Deadline);
        Assert.False(await run);
        Assert.Equal(1, thread.PartsDone);
        release.Set();
        await Until.True(() => second is not null);
        Assert.False(second);
        Assert.Equal(1, thread.PartsDone);
    }
}
