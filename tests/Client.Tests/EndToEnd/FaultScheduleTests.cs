namespace RlOrleans.Client.Tests.EndToEnd;

public sealed class FaultScheduleTests
{
    [Theory]
    [InlineData(1, 3, 1, 1)]
    [InlineData(10, 20, 3, 2)]
    public void Next_WholeTime_HasEachFaultAsOftenAsAskedFor(int minutes, int workers, int restarts, int silos)
    {
        var byTime = new FaultSchedule(minutes, steps: 100);
        var byProgress = new FaultSchedule(minutes, steps: 100);

        var faults = Enumerable.Range(0, 1000).Select(i => byTime.Next(TimeSpan.FromMinutes(minutes) * i / 999, 0)).OfType<FaultRound>().ToList();
        var faster = Enumerable.Range(0, 1000).Select(i => byProgress.Next(TimeSpan.Zero, i / 999.0)).OfType<FaultRound>().ToList();

        Assert.Equal((workers, restarts, restarts, silos), (faults.Count, faults.Count(one => one.Redis), faults.Count(one => one.RabbitMq), faults.Count(one => one.Silo)));
        Assert.Equal(faults, faster);
        Assert.DoesNotContain(faults, one => one.Redis && one.RabbitMq);
    }
}
