using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using RlOrleans.Runtime.Tests.Clusters;

namespace RlOrleans.Runtime.Tests.Enumerables;

public abstract class EnumerationTimeTests(ClusterFixture cluster)
{
    private readonly string _key = Guid.NewGuid().ToString("N");
    private readonly Journal _journal = cluster.SiloServices.GetRequiredService<Journal>();
    private readonly Gates _gates = cluster.SiloServices.GetRequiredService<Gates>();

    private IEnumerableGrain Grain => cluster.Client.GetGrain<IEnumerableGrain>(_key);

    [Fact]
    public async Task Enumerate_NextElementTakesLongerThanATimeout_IsWaitedFor()
    {
        var signOfLife = TimeSpan.FromSeconds(15);
        int asked = cluster.Clock.CountOfTimersMadeFor(signOfLife);
        await using var enumerator = Grain.Gated(_key).GetAsyncEnumerator();
        var move = enumerator.MoveNextAsync().AsTask();
        for (var i = 1; i <= 8; i++)
        {
            // Half the response timeout passes without an element; then the caller asks anew.
            await Until.True(() => cluster.Clock.CountOfTimersMadeFor(signOfLife) == asked + i);
            cluster.Clock.Advance(signOfLife);
        }

        Assert.False(move.IsCompleted);
        _gates.Open(_key);
        Assert.True(await move);
    }

    [Fact]
    public async Task Enumerate_CallerStaysAway_IsGivenUp()
    {
        var enumerator = Grain.Endless(_key).WithBatchSize(1).GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        await Until.True(() =>
        {
            cluster.Clock.Advance(TimeSpan.FromSeconds(10));
            return _journal.Read(_key).Length == 1;
        });

        await Assert.ThrowsAsync<EnumerationAbortedException>(async () => await enumerator.MoveNextAsync());
        await enumerator.DisposeAsync();
    }
}

public sealed class DirectEnumerationTimeTests(DirectManualCluster cluster) : EnumerationTimeTests(cluster), IClassFixture<DirectManualCluster>;

public sealed class SerializedEnumerationTimeTests(SerializedManualCluster cluster) : EnumerationTimeTests(cluster), IClassFixture<SerializedManualCluster>;
