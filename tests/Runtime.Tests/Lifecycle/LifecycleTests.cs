using Microsoft.Extensions.DependencyInjection;
using RlOrleans.Runtime.Tests.Clusters;

namespace RlOrleans.Runtime.Tests.Lifecycle;

public abstract class LifecycleTests(ClusterFixture cluster)
{
    private readonly string _key = Guid.NewGuid().ToString("N");
    private readonly Journal _journal = cluster.SiloServices.GetRequiredService<Journal>();
    private readonly Gates _gates = cluster.SiloServices.GetRequiredService<Gates>();

    private ILivingGrain Grain => cluster.Client.GetGrain<ILivingGrain>(_key);

    [Fact]
    public async Task FirstCalls_ManyAtOnce_MakeOneActivation()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => Grain.ActivationId())));

        Assert.Single(ids.Distinct());
        Assert.Equal(["activated"], _journal.Read(_key));
    }

    [Fact]
    public async Task DeactivateOnIdle_NextCall_MakesANewActivation()
    {
        var before = await Grain.ActivationId();
        await Grain.DeactivateWhenIdle();
        var after = await Grain.ActivationId();

        Assert.NotEqual(before, after);
        Assert.Equal(["activated", "deactivated: ApplicationRequested", "activated"], _journal.Read(_key));
    }

    [Fact]
    public async Task DeactivateOnIdle_RunningCall_EndsFirstAndWaitingOnesGoToTheNextActivation()
    {
        var running = Grain.PassThenDeactivate(_key);
        await _journal.WaitFor(_key, 2);
        var waiting = Enumerable.Range(0, 20).Select(_ => Grain.ActivationId()).ToList();
        _gates.Open(_key);

        var first = await running;
        var rest = await Task.WhenAll(waiting);
        Assert.Single(rest.Distinct());
        Assert.NotEqual(first, rest[0]);
    }

    [Fact]
    public async Task Deactivation_CallsMeanwhile_WaitForTheNextActivation()
    {
        await Grain.SlowDeactivation(_key);
        await _journal.WaitFor(_key, 2);
        var call = Grain.ActivationId();
        Assert.False(call.IsCompleted);
        _gates.Open(_key);
        await call;

        Assert.Equal(["activated", "deactivated: ApplicationRequested", "activated"], _journal.Read(_key));
    }

    [Fact]
    public async Task Activation_ThatFails_GivesEveryCallerTheExceptionAndTheNextCallTriesAgain()
    {
        var grain = cluster.Client.GetGrain<IStubbornGrain>(_key);
        var failures = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Assert.ThrowsAsync<NotSupportedException>(grain.Ping)));
        Assert.All(failures, failure => Assert.Equal("not yet", failure.Message));
        _journal.Add(_key, "allowed");

        Assert.Equal(1, await grain.Ping());
    }

    [Fact]
    public async Task PersistentState_AfterDeactivation_IsReadAgain()
    {
        var grain = cluster.Client.GetGrain<ICountingGrain>(_key);
        await grain.Increment();
        await grain.Increment();
        await grain.Deactivate();

        Assert.Equal(3, await grain.Increment());
    }

    [Fact]
    public async Task StatelessWorker_ConcurrentCalls_RunOnSeveralActivationsUpToTheLimit()
    {
        var grain = cluster.Client.GetGrain<IWorkerGrain>(_key);
        var calls = Enumerable.Range(0, 10).Select(_ => grain.Pass(_key)).ToList();
        await _journal.WaitFor(_key, 3);
        Assert.Equal(3, _journal.Read(_key).Length);
        _gates.Open(_key);

        Assert.Equal(3, (await Task.WhenAll(calls)).Distinct().Count());
    }

    [Fact]
    public async Task StatelessWorker_CallsInSeries_ReuseOneActivation()
    {
        var grain = cluster.Client.GetGrain<IWorkerGrain>(_key);
        _gates.Open(_key);
        for (var i = 0; i < 20; i++)
        {
            await grain.Pass(_key);
        }

        Assert.Single(_journal.Read(_key).Distinct());
    }
}

public sealed class DirectLifecycleTests(DirectCluster cluster) : LifecycleTests(cluster), IClassFixture<DirectCluster>;

public sealed class SerializedLifecycleTests(SerializedCluster cluster) : LifecycleTests(cluster), IClassFixture<SerializedCluster>;
