using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using RlOrleans.Runtime.Tests.Clusters;

namespace RlOrleans.Runtime.Tests.Enumerables;

public interface IEnumerableGrain : IGrainWithStringKey
{
    IAsyncEnumerable<int> Count(int to, int failAt);

    IAsyncEnumerable<string> Endless(string gate, CancellationToken cancellationToken = default);

    IAsyncEnumerable<int> Gated(string gate);

    Task Ping();

    Task Deactivate();
}

public sealed class EnumerableGrain(Journal journal, Gates gates) : Grain, IEnumerableGrain
{
    public async IAsyncEnumerable<int> Count(int to, int failAt)
    {
        for (var i = 0; i < to; i++)
        {
            if (i == failAt)
            {
                throw new InvalidDataException($"failed at {i}");
            }

            if (i % 7 == 3)
            {
                await Task.Yield();
            }

            yield return i;
        }
    }

    public async IAsyncEnumerable<string> Endless(string gate, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            yield return "first";
            yield return "second";
            await gates.Wait(gate).WaitAsync(cancellationToken);
            yield return "third";
        }
        finally
        {
            journal.Add(this.GetPrimaryKeyString(), "disposed");
        }
    }

    public async IAsyncEnumerable<int> Gated(string gate)
    {
        journal.Add(this.GetPrimaryKeyString(), "started");
        await gates.Wait(gate);
        yield return 1;
    }

    public Task Ping() => Task.CompletedTask;

    public Task Deactivate()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

public abstract class EnumerableTests(ClusterFixture cluster)
{
    private readonly string _key = Guid.NewGuid().ToString("N");
    private readonly Journal _journal = cluster.SiloServices.GetRequiredService<Journal>();
    private readonly Gates _gates = cluster.SiloServices.GetRequiredService<Gates>();

    private IEnumerableGrain Grain => cluster.Client.GetGrain<IEnumerableGrain>(_key);

    [Theory]
    [InlineData(0, 100)]
    [InlineData(1, 100)]
    [InlineData(250, 100)]
    [InlineData(50, 1)]
    public async Task Enumerate_Sequence_BringsEveryElementInOrder(int count, int batchSize)
    {
        var elements = new List<int>();
        await foreach (var element in Grain.Count(count, -1).WithBatchSize(batchSize))
        {
            elements.Add(element);
        }

        Assert.Equal(Enumerable.Range(0, count), elements);
    }

    [Fact]
    public async Task Enumerate_SameSequenceTwice_RunsTheMethodTwice()
    {
        var sequence = Grain.Count(5, -1);

        Assert.Equal(5, await CountElements(sequence));
        Assert.Equal(5, await CountElements(sequence));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task Enumerate_MethodFails_BringsTheElementsBeforeAndThenTheException(int failAt)
    {
        var elements = new List<int>();
        var exception = await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (var element in Grain.Count(10, failAt))
            {
                elements.Add(element);
            }
        });

        Assert.Equal($"failed at {failAt}", exception.Message);
        Assert.Equal(Enumerable.Range(0, failAt), elements);
    }

    [Fact]
    public async Task Enumerate_LeftEarly_DisposesTheEnumerator()
    {
        await foreach (var element in Grain.Endless(_key))
        {
            Assert.Equal("first", element);
            break;
        }

        Assert.Equal(["disposed"], await _journal.WaitFor(_key, 1));
    }

    [Fact]
    public async Task Enumerate_Cancelled_EndsCallerAndEnumerator()
    {
        using var cancellation = new CancellationTokenSource();
        var elements = new List<string>();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var element in Grain.Endless(_key, cancellation.Token))
            {
                elements.Add(element);
                if (elements.Count == 2)
                {
                    cancellation.CancelAfter(1);
                }
            }
        });

        Assert.Equal(["first", "second"], elements);
        Assert.Equal(["disposed"], await _journal.WaitFor(_key, 1));
    }

    [Fact]
    public async Task Enumerate_WhileTheMethodWaits_OtherCallsRun()
    {
        await using var enumerator = Grain.Gated(_key).GetAsyncEnumerator();
        var move = enumerator.MoveNextAsync().AsTask();
        await _journal.WaitFor(_key, 1);
        await Grain.Ping();
        Assert.False(move.IsCompleted);
        _gates.Open(_key);

        Assert.True(await move);
        Assert.Equal(1, enumerator.Current);
        Assert.False(await enumerator.MoveNextAsync());
    }

    [Fact]
    public async Task Enumerate_LeftWhileTheMethodWaits_DoesNotWaitForIt()
    {
        using var cancellation = new CancellationTokenSource();
        var enumerator = Grain.Gated(_key).GetAsyncEnumerator(cancellation.Token);
        var move = enumerator.MoveNextAsync().AsTask();
        await _journal.WaitFor(_key, 1);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => move);
        await enumerator.DisposeAsync();

        Assert.Equal(["started"], _journal.Read(_key));
    }

    [Fact]
    public async Task Enumerate_GrainDeactivatedMeanwhile_IsAborted()
    {
        await using var enumerator = Grain.Endless(_key).WithBatchSize(1).GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        await Grain.Deactivate();
        await _journal.WaitFor(_key, 1);

        await Assert.ThrowsAsync<EnumerationAbortedException>(async () => await enumerator.MoveNextAsync());
    }

    private static async Task<int> CountElements(IAsyncEnumerable<int> sequence)
    {
        var count = 0;
        await foreach (var _ in sequence)
        {
            count++;
        }

        return count;
    }
}

public sealed class DirectEnumerableTests(DirectCluster cluster) : EnumerableTests(cluster), IClassFixture<DirectCluster>;

public sealed class SerializedEnumerableTests(SerializedCluster cluster) : EnumerableTests(cluster), IClassFixture<SerializedCluster>;
