using Microsoft.Extensions.DependencyInjection;
using RlOrleans.Runtime.Tests.Clusters;

namespace RlOrleans.Runtime.Tests.Timers;

public abstract class TimerTests(ClusterFixture cluster)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly string _key = Guid.NewGuid().ToString("N");
    private readonly Journal _journal = cluster.SiloServices.GetRequiredService<Journal>();
    private readonly Gates _gates = cluster.SiloServices.GetRequiredService<Gates>();

    private ITimerGrain Grain => cluster.Client.GetGrain<ITimerGrain>(_key);

    [Fact]
    public async Task Timer_AtItsTimes_Ticks()
    {
        await Grain.Start(5 * Second, Second, interleave: false, keepAlive: false);
        cluster.Clock.Advance(4.9 * Second);
        await Grain.IsTickCancelled();
        Assert.Empty(_journal.Read(_key));

        await Advance(0.1 * Second, expectedTicks: 1);
        await Advance(Second, expectedTicks: 2);
        await Advance(Second, expectedTicks: 3);
    }

    [Fact]
    public async Task Timer_WithoutPeriod_TicksOnce()
    {
        await Grain.Start(Second, Timeout.InfiniteTimeSpan, interleave: false, keepAlive: false);
        await Advance(Second, expectedTicks: 1);
        await Advance(100 * Second, expectedTicks: 1);
    }

    [Fact]
    public async Task Timer_Disposed_TicksNoMoreAndCancelsItsToken()
    {
        await Grain.Start(Second, Second, interleave: false, keepAlive: false);
        await Advance(Second, expectedTicks: 1);
        await Grain.Stop();
        await Advance(10 * Second, expectedTicks: 1);

        Assert.True(await Grain.IsTickCancelled());
    }

    [Fact]
    public async Task Timer_Changed_KeepsTheNewTimes()
    {
        await Grain.Start(Second, Second, interleave: false, keepAlive: false);
        await Advance(Second, expectedTicks: 1);
        await Grain.Change(10 * Second, 10 * Second);
        await Advance(9 * Second, expectedTicks: 1);
        await Advance(Second, expectedTicks: 2);
    }

    [Fact]
    public async Task Timer_ByDefault_WaitsForRunningCalls()
    {
        await Grain.Start(Second, Timeout.InfiniteTimeSpan, interleave: false, keepAlive: false);
        var call = Grain.Hold(_key);
        await _journal.WaitFor(_key, 1);
        cluster.Clock.Advance(Second);
        _gates.Open(_key);
        await call;

        Assert.Equal(["+hold", "-hold", "tick 1"], await _journal.WaitFor(_key, 3));
    }

    [Fact]
    public async Task Timer_Interleaving_TicksBesideRunningCalls()
    {
        await Grain.Start(Second, Timeout.InfiniteTimeSpan, interleave: true, keepAlive: false);
        var call = Grain.Hold(_key);
        await _journal.WaitFor(_key, 1);
        cluster.Clock.Advance(Second);
        await _journal.WaitFor(_key, 2);
        _gates.Open(_key);
        await call;

        Assert.Equal(["+hold", "tick 1", "-hold"], _journal.Read(_key));
    }

    [Fact]
    public async Task Timer_TickThatFails_TicksAgain()
    {
        await Grain.StartFailing(Second);
        await Advance(Second, expectedTicks: 1);
        await Advance(Second, expectedTicks: 2);
    }

    [Fact]
    public async Task Timer_KeepAlive_KeepsTheGrainFromCollection()
    {
        await Grain.Start(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5), interleave: false, keepAlive: true);
        for (var i = 1; i <= 6; i++)
        {
            await Advance(TimeSpan.FromMinutes(5), expectedTicks: i);
        }

        Assert.Empty(_journal.Read(_key + "-life"));
    }

    [Fact]
    public async Task Timer_NotKeepAlive_DoesNotKeepTheGrain()
    {
        await Grain.Start(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5), interleave: false, keepAlive: false);
        for (var i = 1; i <= 2; i++)
        {
            await Advance(TimeSpan.FromMinutes(5), expectedTicks: i);
        }

        cluster.Clock.Advance(TimeSpan.FromMinutes(17));
        await _journal.WaitFor(_key + "-life", 1);
    }

    [Theory]
    [InlineData(-2, 1)]
    [InlineData(1, -2)]
    public async Task Timer_NegativeTimes_AreRefused(int dueSeconds, int periodSeconds) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => Grain.Start(dueSeconds * Second, periodSeconds * Second, interleave: false, keepAlive: false));

    /// <summary>Moves the clock, and lets the tick and what it set off come to rest.</summary>
    private async Task Advance(TimeSpan time, int expectedTicks)
    {
        cluster.Clock.Advance(time);
        await _journal.WaitFor(_key, expectedTicks);

        // A call queues behind whatever the tick still has to do.
        await Grain.IsTickCancelled();
        Assert.Equal(expectedTicks, _journal.Read(_key).Length);
    }
}

public sealed class DirectTimerTests(DirectManualCluster cluster) : TimerTests(cluster), IClassFixture<DirectManualCluster>;

public sealed class SerializedTimerTests(SerializedManualCluster cluster) : TimerTests(cluster), IClassFixture<SerializedManualCluster>;
