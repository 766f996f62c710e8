using Microsoft.Extensions.DependencyInjection;
using RlOrleans.Runtime.Tests.Clusters;

namespace RlOrleans.Runtime.Tests.Turns;

public abstract class TurnTests(ClusterFixture cluster)
{
    private readonly string _key = Guid.NewGuid().ToString("N");
    private readonly Journal _journal = cluster.SiloServices.GetRequiredService<Journal>();
    private readonly Gates _gates = cluster.SiloServices.GetRequiredService<Gates>();

    private ITurnGrain Grain => cluster.Client.GetGrain<ITurnGrain>(_key);

    [Fact]
    public async Task Calls_OrdinaryGrain_RunOneAfterTheOther()
    {
        var first = Grain.Pass("a", Gate(1));
        var second = Grain.Pass("b", Gate(2));
        await _journal.WaitFor(_key, 1);
        Open(2);
        Open(1);
        await Task.WhenAll(first, second);

        Assert.Equal(["+a", "-a", "+b", "-b"], _journal.Read(_key));
    }

    [Fact]
    public async Task Calls_ConcurrentCallers_NeverLoseAnUpdate()
    {
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => Grain.Increment(20))));

        Assert.Equal(1000, await Grain.Increment(0));
    }

    [Fact]
    public async Task Calls_AlwaysInterleave_RunsBesideAWaitingCall()
    {
        var waiting = Grain.Pass("a", Gate(1));
        await _journal.WaitFor(_key, 1);
        Open(2);
        await Grain.PassInterleaved("b", Gate(2));
        Open(1);
        await waiting;

        Assert.Equal(["+a", "+b", "-b", "-a"], _journal.Read(_key));
    }

    [Fact]
    public async Task Calls_AfterAnInterleavedCallEnds_StillWaitForTheOrdinaryOne()
    {
        var waiting = Grain.Pass("a", Gate(1));
        await _journal.WaitFor(_key, 1);
        var next = Grain.Pass("c", Gate(3));
        Open(2);
        Open(3);
        await Grain.PassInterleaved("b", Gate(2));
        Assert.Equal(["+a", "+b", "-b"], _journal.Read(_key));
        Open(1);
        await Task.WhenAll(waiting, next);

        Assert.Equal(["+a", "+b", "-b", "-a", "+c", "-c"], _journal.Read(_key));
    }

    [Fact]
    public async Task Calls_ReadOnly_InterleaveWithEachOtherOnly()
    {
        var first = Grain.PassReadOnly("a", Gate(1));
        var second = Grain.PassReadOnly("b", Gate(1));
        await _journal.WaitFor(_key, 2);
        var writer = Grain.Pass("c", Gate(3));
        Open(3);
        Open(1);
        await Task.WhenAll(first, second, writer);

        var entries = _journal.Read(_key);
        Assert.Equal(["+a", "+b"], entries[..2]);
        Assert.Equal(["+c", "-c"], entries[4..]);
    }

    [Fact]
    public async Task Calls_ReentrantGrain_Interleave()
    {
        var grain = cluster.Client.GetGrain<IReentrantGrain>(_key);
        var first = grain.Pass("a", Gate(1));
        await _journal.WaitFor(_key, 1);
        Open(2);
        await grain.Pass("b", Gate(2));
        Open(1);
        await first;

        Assert.Equal(["+a", "+b", "-b", "-a"], _journal.Read(_key));
    }

    [Fact]
    public async Task Calls_MayInterleavePredicate_DecidesCallByCall()
    {
        var grain = cluster.Client.GetGrain<IChoosyGrain>(_key);
        var first = grain.Pass("a", Gate(1));
        await _journal.WaitFor(_key, 1);
        var ordinary = grain.Pass("c", Gate(2));
        Open(2);
        await grain.PassFreely("b", Gate(2));
        Open(1);
        await Task.WhenAll(first, ordinary);

        Assert.Equal(["+a", "+b", "-b", "-a", "+c", "-c"], _journal.Read(_key));
    }

    [Fact]
    public async Task Await_InAGrain_ComesBackToItsScheduler() => Assert.True(await Grain.StaysOnScheduler());

    [Fact]
    public async Task TaskRun_InAGrain_LeavesItsScheduler() => Assert.Equal("default", await Grain.SchedulerAfterTaskRun());

    [Fact]
    public async Task Turn_ThatBlocks_DoesNotBlockTheGrainItWaitsFor() =>
        Assert.Equal(3, await Grain.BlockOn(cluster.Client.GetGrain<ITurnGrain>(_key + "-other")));

    [Fact]
    public async Task Calls_WhileGrainsComeAndGo_AllAreAnswered() =>
        await Parallel.ForAsync(0, 3000, async (i, _) =>
        {
            var grain = cluster.Client.GetGrain<ITurnGrain>($"{_key}-{i % 13}");
            if (i % 5 == 0)
            {
                await grain.DeactivateSoon();
            }
            else
            {
                Assert.InRange(await grain.Increment(1), 1, 3000);
            }
        });

    [Fact]
    public async Task BackgroundTask_NotAwaited_GoesOnInTurnsOfItsGrain()
    {
        await Grain.StartBackground(Gate(1));
        await Grain.Ping();
        Open(1);

        Assert.Equal(["ping", "background on grain"], await _journal.WaitFor(_key, 2));
    }

    [Fact]
    public async Task CallChain_BackToItsStart_EndsWithTheCallersTimeout()
    {
        var through = cluster.Client.GetGrain<ITurnGrain>(_key + "-through");

        await Assert.ThrowsAsync<TimeoutException>(() => Grain.CallBack(through, allowReentrancy: false));
    }

    [Fact]
    public async Task CallChain_ReentrancyAllowed_ReturnsToItsStart()
    {
        var through = cluster.Client.GetGrain<ITurnGrain>(_key + "-through");
        await Grain.CallBack(through, allowReentrancy: true);

        Assert.Equal(["ping"], _journal.Read(_key));
    }

    private string Gate(int number) => $"{_key}-{number}";

    private void Open(int number) => _gates.Open(Gate(number));
}

public sealed class DirectTurnTests(DirectCluster cluster) : TurnTests(cluster), IClassFixture<DirectCluster>;

public sealed class SerializedTurnTests(SerializedCluster cluster) : TurnTests(cluster), IClassFixture<SerializedCluster>;
