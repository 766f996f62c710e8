using Microsoft.Extensions.DependencyInjection;
using RlOrleans.Runtime.Tests.Clusters;

namespace RlOrleans.Runtime.Tests.Calls;

public abstract class CancellationTests(ClusterFixture cluster)
{
    private readonly string _key = Guid.NewGuid().ToString("N");
    private readonly Journal _journal = cluster.SiloServices.GetRequiredService<Journal>();
    private readonly Gates _gates = cluster.SiloServices.GetRequiredService<Gates>();

    private ISlowGrain Grain => cluster.Client.GetGrain<ISlowGrain>(_key);

    [Fact]
    public async Task Cancel_RunningCall_EndsCallerAndCallee()
    {
        using var cancellation = new CancellationTokenSource();
        var call = Grain.Cancellable(_key, cancellation.Token);
        await _journal.WaitFor(_key, 1);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(["started", "cancelled"], await _journal.WaitFor(_key, 2));
    }

    [Fact]
    public async Task Cancel_WaitingCall_NeverStarts()
    {
        var running = Grain.Hold(_key);
        await _journal.WaitFor(_key, 1);
        using var cancellation = new CancellationTokenSource();
        var waiting = Grain.Cancellable(_key, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        _gates.Open(_key);
        await running;
        await Grain.Runs();

        Assert.Equal(["started"], _journal.Read(_key));
    }

    [Fact]
    public async Task Cancel_BeforeTheCall_NeverSends()
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Grain.Cancellable(_key, cancellation.Token));
        await Grain.Runs();
        Assert.Empty(_journal.Read(_key));
    }

    [Fact]
    public async Task Cancel_AfterTheCall_DoesNothing()
    {
        _gates.Open(_key);
        using var cancellation = new CancellationTokenSource();
        Assert.Equal("done", await Grain.Cancellable(_key, cancellation.Token));
        await cancellation.CancelAsync();
        await Grain.Runs();

        Assert.Equal(["started"], _journal.Read(_key));
    }

    [Fact]
    public async Task Cancel_ManyCallsAtOnce_EndsThemAll()
    {
        using var cancellation = new CancellationTokenSource();
        var calls = Enumerable.Range(0, 200)
            .Select(i => cluster.Client.GetGrain<ISlowGrain>($"{_key}-{i % 10}").Cancellable(_key, cancellation.Token))
            .ToList();
        await cancellation.CancelAsync();

        foreach (var call in calls)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        }
    }
}

public sealed class DirectCancellationTests(DirectCluster cluster) : CancellationTests(cluster), IClassFixture<DirectCluster>;

public sealed class SerializedCancellationTests(SerializedCluster cluster) : CancellationTests(cluster), IClassFixture<SerializedCluster>;
