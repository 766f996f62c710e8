using Orleans.Runtime;
using RlOrleans.Runtime.Tests.Calls;
using RlOrleans.Runtime.Tests.Clusters;
using RlOrleans.Runtime.Tests.Lifecycle;

namespace RlOrleans.Runtime.Tests.Management;

public abstract class ManagementTests(ClusterFixture cluster)
{
    private readonly string _key = Guid.NewGuid().ToString("N");

    private IManagementGrain Management => cluster.Client.GetGrain<IManagementGrain>(0);

    [Fact]
    public async Task GetHosts_OneSilo_IsActive()
    {
        var hosts = await Management.GetHosts(onlyActive: true);

        Assert.Equal(new Dictionary<SiloAddress, SiloStatus> { [cluster.Cluster.Primary!.SiloAddress] = SiloStatus.Active }, hosts);
        Assert.Equal(cluster.Cluster.Primary.Name, Assert.Single(await Management.GetDetailedHosts()).SiloName);
    }

    [Fact]
    public async Task Statistics_OfActivations_CountThem()
    {
        foreach (var i in Enumerable.Range(0, 5))
        {
            await cluster.Client.GetGrain<IIntegerGrain>(i).Key();
        }

        var name = $"{typeof(IntegerGrain).FullName},{typeof(IntegerGrain).Assembly.GetName().Name}";
        var simple = await Management.GetSimpleGrainStatistics();
        Assert.Equal(5, Assert.Single(simple, statistic => statistic.GrainType == name).ActivationCount);
        var detailed = await Management.GetDetailedGrainStatistics([name]);
        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"integer/{i}"), detailed.Select(statistic => statistic.GrainId.ToString()).Order());
        Assert.Equal(5, (await Management.GetActiveGrains(GrainType.Create("integer"))).Count);
        Assert.True(await Management.GetTotalActivationCount() >= 6);
        var statistics = Assert.Single(await Management.GetRuntimeStatistics([cluster.Cluster.Primary!.SiloAddress]));
        Assert.True(statistics.ActivationCount >= 6);
        Assert.True(statistics.EnvironmentStatistics.FilteredMemoryUsageBytes > 0);
    }

    [Fact]
    public async Task GetActivationAddress_ActiveAndInactiveGrain_SaysWhere()
    {
        var grain = cluster.Client.GetGrain<ILivingGrain>(_key);
        Assert.Null(await Management.GetActivationAddress(grain));
        await grain.ActivationId();

        Assert.Equal(cluster.Cluster.Primary!.SiloAddress, await Management.GetActivationAddress(grain));
    }

    [Fact]
    public async Task ForceActivationCollection_IdleGrains_AreGoneAfterwards()
    {
        var grain = cluster.Client.GetGrain<ILivingGrain>(_key);
        var before = await grain.ActivationId();
        await Management.ForceActivationCollection(TimeSpan.Zero);

        Assert.Null(await Management.GetActivationAddress(grain));
        Assert.NotEqual(before, await grain.ActivationId());
    }
}

public sealed class DirectManagementTests(DirectCluster cluster) : ManagementTests(cluster), IClassFixture<DirectCluster>;

public sealed class SerializedManagementTests(SerializedCluster cluster) : ManagementTests(cluster), IClassFixture<SerializedCluster>;
