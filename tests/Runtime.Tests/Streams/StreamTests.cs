using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Streams;
using RlOrleans.Runtime.Tests.Clusters;

namespace RlOrleans.Runtime.Tests.Streams;

public abstract class StreamTests(ClusterFixture cluster)
{
    private readonly string _key = Guid.NewGuid().ToString("N");
    private readonly Journal _journal = cluster.SiloServices.GetRequiredService<Journal>();
    private readonly Gates _gates = cluster.SiloServices.GetRequiredService<Gates>();

    private StreamId Stream => StreamId.Create("explicit", _key);

    private IConsumerGrain Consumer => cluster.Client.GetGrain<IConsumerGrain>(_key);

    private IProducerGrain Producer => cluster.Client.GetGrain<IProducerGrain>(_key);

    [Fact]
    public async Task Publish_ToASubscribedGrain_ArrivesInOrder()
    {
        await Consumer.Subscribe("memory", Stream, gate: null);
        await Producer.Produce("memory", Stream, 0, 200);

        var entries = await _journal.WaitFor(_key, 200);
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{i}:1"), entries);
    }

    [Fact]
    public async Task Publish_WithoutSubscribers_IsDone() => await Producer.Produce("memory", Stream, 0, 3);

    [Fact]
    public async Task Publish_ToSeveralSubscribers_EachGetsItsOwnCopy()
    {
        var other = cluster.Client.GetGrain<IConsumerGrain>(_key + "-other");
        await Consumer.Subscribe("memory", Stream, gate: null);
        await other.Subscribe("memory", Stream, gate: null);
        await Producer.Produce("memory", Stream, 0, 10);

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}:1"), await _journal.WaitFor(_key, 10));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}:1"), await _journal.WaitFor(_key + "-other", 10));
    }

    [Fact]
    public async Task Publish_FullQueue_MakesTheProducerWait()
    {
        await Consumer.Subscribe("narrow", Stream, _key);
        var production = Producer.Produce("narrow", Stream, 0, 10);
        await _journal.WaitFor(_key + "-begun", 1);

        // One is being delivered and two wait; the fourth is not accepted, and so the call does not end.
        Assert.False(production.IsCompleted);
        Assert.Empty(_journal.Read(_key));
        _gates.Open(_key);
        await production;

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}:1"), await _journal.WaitFor(_key, 10));
    }

    [Fact]
    public async Task Publish_FromManyProducers_LosesNothing()
    {
        await Consumer.Subscribe("narrow", Stream, gate: null);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => cluster.Client.GetGrain<IProducerGrain>($"{_key}-{i}").Produce("narrow", Stream, i * 100, 100)));

        var entries = await _journal.WaitFor(_key, 1000);
        Assert.Equal(1000, entries.Distinct().Count());
        for (var i = 0; i < 10; i++)
        {
            var numbers = entries.Select(entry => int.Parse(entry.Split(':')[0], System.Globalization.CultureInfo.InvariantCulture)).Where(number => number / 100 == i);
            Assert.Equal(Enumerable.Range(i * 100, 100), numbers);
        }
    }

    [Fact]
    public async Task Publish_Batch_ArrivesAsOneBatch()
    {
        await Consumer.SubscribeInBatches("memory", Stream);
        var stream = cluster.Client.GetStreamProvider("memory").GetStream<StreamItem>(Stream);
        await stream.OnNextBatchAsync([new StreamItem { Number = 1 }, new StreamItem { Number = 2 }]);
        await stream.OnNextAsync(new StreamItem { Number = 3 });

        Assert.Equal(["1,2", "3"], await _journal.WaitFor(_key, 2));
    }

    [Fact]
    public async Task CompleteAndError_AfterItems_ArriveAfterThem()
    {
        await Consumer.Subscribe("memory", Stream, gate: null);
        await Producer.Produce("memory", Stream, 0, 2);
        await Producer.Complete("memory", Stream, "broken");
        await Producer.Complete("memory", Stream, error: null);

        Assert.Equal(["0:1", "1:1", "error: broken", "completed"], await _journal.WaitFor(_key, 4));
    }

    [Fact]
    public async Task Consumer_FailsOnAnItem_IsTriedAgainThenToldAndGoesOn()
    {
        await Consumer.Subscribe("memory", Stream, gate: null);
        await Producer.Produce("memory", Stream, -1, 2);

        var entries = await _journal.WaitFor(_key, 2);
        Assert.StartsWith("error: ", entries[0], StringComparison.Ordinal);
        Assert.Contains("cannot take -1", entries[0], StringComparison.Ordinal);
        Assert.Equal("0:1", entries[1]);
        Assert.Equal(["-1", "-1", "-1"], _journal.Read(_key + "-failed"));
    }

    [Fact]
    public async Task ExplicitSubscription_GrainDeactivated_NextItemActivatesAndResumes()
    {
        await Consumer.Subscribe("memory", Stream, gate: null);
        await Producer.Produce("memory", Stream, 0, 1);
        await _journal.WaitFor(_key, 1);
        await Consumer.Deactivate();
        await Producer.Produce("memory", Stream, 1, 1);

        Assert.Equal(["0:1", "resumed", "1:1"], await _journal.WaitFor(_key, 3));
    }

    [Fact]
    public async Task Unsubscribe_LaterItems_DoNotArrive()
    {
        await Consumer.Subscribe("memory", Stream, gate: null);
        await Producer.Produce("memory", Stream, 0, 1);
        await _journal.WaitFor(_key, 1);
        Assert.Equal(1, await Consumer.Unsubscribe("memory", Stream));
        await Producer.Produce("memory", Stream, 1, 5);
        await Consumer.Ping();

        Assert.Equal(0, await Consumer.Unsubscribe("memory", Stream));
        Assert.Equal(["0:1"], _journal.Read(_key));
    }

    [Fact]
    public async Task ImplicitSubscription_Item_ActivatesTheGrainOfTheStreamsKey()
    {
        await Producer.Produce("memory", StreamId.Create("implicit", _key), 5, 3);

        Assert.Equal(["5@1", "6@2", "7@3"], await _journal.WaitFor(_key, 3));
    }

    [Fact]
    public async Task ImplicitSubscription_SubscriptionObserver_IsToldOnceBeforeTheFirstItem()
    {
        await Producer.Produce("memory", StreamId.Create("told", _key), 5, 2);

        Assert.Equal([$"told of told/{_key}", "5", "6"], await _journal.WaitFor(_key, 3));
    }

    [Fact]
    public async Task Client_Subscribed_GetsItemsUntilItUnsubscribes()
    {
        var items = new ConcurrentQueue<int>();
        var stream = cluster.Client.GetStreamProvider("memory").GetStream<StreamItem>(Stream);
        var handle = await stream.SubscribeAsync((item, _) =>
        {
            items.Enqueue(item.Number);
            return Task.CompletedTask;
        });
        await Producer.Produce("memory", Stream, 0, 50);
        await Until.True(() => items.Count == 50);
        Assert.Equal(Enumerable.Range(0, 50), items);

        Assert.Equal(handle, Assert.Single(await stream.GetAllSubscriptionHandles()));
        await handle.UnsubscribeAsync();
        await Producer.Produce("memory", Stream, 50, 1);
        Assert.Empty(await stream.GetAllSubscriptionHandles());
        Assert.Equal(50, items.Count);
    }

    [Fact]
    public async Task Publish_ProducerChangesTheItemLater_ConsumerDoesNotSeeIt()
    {
        await Consumer.Subscribe("memory", Stream, _key);
        var item = new StreamItem { Number = 1 };
        await cluster.Client.GetStreamProvider("memory").GetStream<StreamItem>(Stream).OnNextAsync(item);
        item.Values.Add(99);
        _gates.Open(_key);

        Assert.Equal(["1:1"], await _journal.WaitFor(_key, 1));
    }

    [Fact]
    public void GetStreamProvider_UnknownName_IsRefused()
    {
        var exception = Assert.Throws<KeyNotFoundException>(
            () => cluster.SiloServices.GetRequiredService<IClusterClient>().GetStreamProvider("nowhere"));

        Assert.Contains("nowhere", exception.Message, StringComparison.Ordinal);
    }
}

public sealed class DirectStreamTests(DirectCluster cluster) : StreamTests(cluster), IClassFixture<DirectCluster>;

public sealed class SerializedStreamTests(SerializedCluster cluster) : StreamTests(cluster), IClassFixture<SerializedCluster>;
