using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using RlOrleans.Runtime.Tests.Clusters;

namespace RlOrleans.Runtime.Tests.Calls;

public abstract class TimeoutTests(ClusterFixture cluster)
{
    private readonly string _key = Guid.NewGuid().ToString("N");
    private readonly Journal _journal = cluster.SiloServices.GetRequiredService<Journal>();
    private readonly Gates _gates = cluster.SiloServices.GetRequiredService<Gates>();

    private ISlowGrain Grain => cluster.Client.GetGrain<ISlowGrain>(_key);

    [Fact]
    public async Task Call_NoAnswerWithinTheDefault_TimesOut()
    {
        var call = Grain.Hold(_key);
        await _journal.WaitFor(_key, 1);
        cluster.Clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(call.IsCompleted);
        cluster.Clock.Advance(TimeSpan.FromSeconds(4));

        var exception = await Assert.ThrowsAsync<TimeoutException>(() => call);
        Assert.Contains(nameof(ISlowGrain.Hold), exception.Message, StringComparison.Ordinal);
        Assert.Contains(_key, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_MethodWithItsOwnTimeout_TimesOutEarlier()
    {
        var call = Grain.HoldShortly(_key);
        await _journal.WaitFor(_key, 1);
        cluster.Clock.Advance(TimeSpan.FromSeconds(1.5));
        Assert.False(call.IsCompleted);
        cluster.Clock.Advance(TimeSpan.FromSeconds(1.5));

        await Assert.ThrowsAsync<TimeoutException>(() => call);
    }

    [Fact]
    public async Task Call_TimedOut_RanOnceAndItsLateAnswerIsDropped()
    {
        var call = Grain.Hold(_key);
        await _journal.WaitFor(_key, 1);
        cluster.Clock.Advance(TimeSpan.FromSeconds(40));
        await Assert.ThrowsAsync<TimeoutException>(() => call);
        _gates.Open(_key);

        Assert.Equal(1, await Grain.Runs());
    }

    [Fact]
    public async Task Call_AnsweredInTime_DoesNotTimeOutLater()
    {
        Assert.Equal(0, await Grain.Runs());
        cluster.Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(0, await Grain.Runs());
    }

    [Fact]
    public async Task Call_ProcessStoppedMeanwhile_HasItsTimeWithoutTheStop()
    {
        var call = Grain.Hold(_key);
        await _journal.WaitFor(_key, 1);
        cluster.Clock.Advance(TimeSpan.FromSeconds(10));
        cluster.Clock.Sleep(TimeSpan.FromMinutes(10));
        cluster.Clock.Advance(TimeSpan.FromSeconds(19));
        Assert.False(call.IsCompleted);
        cluster.Clock.Advance(TimeSpan.FromSeconds(5));

        await Assert.ThrowsAsync<TimeoutException>(() => call);
    }

    [Fact]
    public async Task Call_TimedOutBeforeItsTurn_NeverStarts()
    {
        var running = Grain.Hold(_key);
        await _journal.WaitFor(_key, 1);
        var waiting = Grain.Hold(_key);
        cluster.Clock.Advance(TimeSpan.FromSeconds(40));
        await Assert.ThrowsAsync<TimeoutException>(() => running);
        await Assert.ThrowsAsync<TimeoutException>(() => waiting);
        _gates.Open(_key);

        Assert.Equal(1, await Grain.Runs());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_TimedOut_IsCancelledAtTheCalleeIfSoConfigured(bool isCancelled)
    {
        cluster.SiloServices.GetRequiredService<IOptions<SiloMessagingOptions>>().Value.CancelRequestOnTimeout = isCancelled;
        var call = Grain.Cancellable(_key, CancellationToken.None);
        await _journal.WaitFor(_key, 1);
        cluster.Clock.Advance(TimeSpan.FromSeconds(40));
        await Assert.ThrowsAsync<TimeoutException>(() => call);
        if (!isCancelled)
        {
            _gates.Open(_key);
        }

        await Grain.Runs();
        Assert.Equal(isCancelled ? ["started", "cancelled"] : ["started"], _journal.Read(_key));
    }
}

public sealed class DirectTimeoutTests(DirectManualCluster cluster) : TimeoutTests(cluster), IClassFixture<DirectManualCluster>;

public sealed class SerializedTimeoutTests(SerializedManualCluster cluster) : TimeoutTests(cluster), IClassFixture<SerializedManualCluster>;
