using RlOrleans.Policies;
using RlOrleans.Tests.Support;

namespace RlOrleans.Grains.Tests.Policies;

public sealed class CheckpointScheduleTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void IsDue_EveryFewUpdates_GoesByTheirNumberAlone()
    {
        var schedule = new CheckpointSchedule(every: 3, _time);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal([false, false, true, false, false, true], Enumerable.Range(1, 6).Select(version => schedule.IsDue(version)));
    }

    [Fact]
    public void IsDue_ByTime_WaitsTwentyTimesAsLongAsTheLastOneTook()
    {
        var schedule = new CheckpointSchedule(every: 0, _time);
        Assert.False(schedule.IsDue(1));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(schedule.IsDue(2));
        schedule.Begin();
        _time.Advance(TimeSpan.FromSeconds(1));
        schedule.End();
        _time.Advance(TimeSpan.FromSeconds(18.9));
        Assert.False(schedule.IsDue(3));
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(schedule.IsDue(4));
    }
}
