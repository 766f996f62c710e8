using Microsoft.Extensions.DependencyInjection;
using RlOrleans.Runtime.Tests.Clusters;

namespace RlOrleans.Runtime.Tests.Lifecycle;

public abstract class IdleCollectionTests(ClusterFixture cluster)
{
    private readonly string _key = Guid.NewGuid().ToString("N");
    private readonly Journal _journal = cluster.SiloServices.GetRequiredService<Journal>();

    private ILivingGrain Grain => cluster.Client.GetGrain<ILivingGrain>(_key);

    [Fact]
    public async Task IdleGrain_AfterTheCollectionAge_IsDeactivated()
    {
        await Grain.ActivationId();
        cluster.Clock.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(["activated"], _journal.Read(_key));
        cluster.Clock.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal(["activated", "deactivated: ActivationIdle"], await _journal.WaitFor(_key, 2));
    }

    [Fact]
    public async Task UsedGrain_AfterTheCollectionAge_Stays()
    {
        var before = await Grain.ActivationId();
        cluster.Clock.Advance(TimeSpan.FromMinutes(10));
        await Grain.ActivationId();
        cluster.Clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(before, await Grain.ActivationId());
    }

    [Fact]
    public async Task DelayDeactivation_AfterTheCollectionAge_KeepsTheGrainForAsLong()
    {
        await Grain.Delay(TimeSpan.FromHours(1));
        cluster.Clock.Advance(TimeSpan.FromMinutes(50));
        Assert.Equal(["activated"], _journal.Read(_key));
        cluster.Clock.Advance(TimeSpan.FromMinutes(20));

        await _journal.WaitFor(_key, 2);
    }

    [Fact]
    public async Task KeepAliveGrain_AfterTheCollectionAge_Stays()
    {
        var grain = cluster.Client.GetGrain<IKeptAliveGrain>(_key);
        var before = await grain.ActivationId();
        cluster.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(before, await grain.ActivationId());
    }

    [Fact]
    public async Task OnDeactivateAsync_ThatNeverEnds_IsCancelledAfterTheLimit()
    {
        await Grain.SlowDeactivation("never");
        await _journal.WaitFor(_key, 2);
        cluster.Clock.Advance(TimeSpan.FromSeconds(25));
        var call = Grain.ActivationId();

        await Until.Completes(call, cluster.Clock, TimeSpan.FromSeconds(5));
        Assert.Equal("activated", _journal.Read(_key)[^1]);
    }
}

public sealed class DirectIdleCollectionTests(DirectManualCluster cluster) : IdleCollectionTests(cluster), IClassFixture<DirectManualCluster>;

public sealed class SerializedIdleCollectionTests(SerializedManualCluster cluster) : IdleCollectionTests(cluster), IClassFixture<SerializedManualCluster>;
