using Orleans.Runtime;
using Orleans.Streams;
using Orleans.Streams.Core;
using RlOrleans.Runtime.Tests.Clusters;

namespace RlOrleans.Runtime.Tests.Streams;

[GenerateSerializer]
public sealed class StreamItem
{
    [Id(0)]
    public int Number { get; set; }

    [Id(1)]
    public List<int> Values { get; set; } = [];
}

public interface IConsumerGrain : IGrainWithStringKey
{
    Task Subscribe(string provider, StreamId stream, string? gate);

    Task SubscribeInBatches(string provider, StreamId stream);

    Task<int> Unsubscribe(string provider, StreamId stream);

    Task Deactivate();

    Task Ping();
}

public interface IProducerGrain : IGrainWithStringKey
{
    Task Produce(string provider, StreamId stream, int from, int count);

    Task Complete(string provider, StreamId stream, string? error);
}

public sealed class ConsumerGrain(Journal journal, Gates gates) : Grain, IConsumerGrain
{
    private string Key => this.GetPrimaryKeyString();

    /// <summary>Takes up again what an earlier activation had subscribed to: its stream has the grain's key.</summary>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var stream = this.GetStreamProvider("memory").GetStream<StreamItem>(StreamId.Create("explicit", Key));
        foreach (var handle in await stream.GetAllSubscriptionHandles())
        {
            journal.Add(Key, "resumed");
            await handle.ResumeAsync((item, _) => OnNext(item, null));
        }
    }

    public async Task Subscribe(string provider, StreamId stream, string? gate)
    {
        var handle = await this.GetStreamProvider(provider).GetStream<StreamItem>(stream).SubscribeAsync(
            (item, _) => OnNext(item, gate),
            error =>
            {
                journal.Add(Key, $"error: {error.Message}");
                return Task.CompletedTask;
            },
            () =>
            {
                journal.Add(Key, "completed");
                return Task.CompletedTask;
            });
        Assert.Equal(stream, handle.StreamId);
        Assert.Equal(provider, handle.ProviderName);
    }

    public Task SubscribeInBatches(string provider, StreamId stream) =>
        this.GetStreamProvider(provider).GetStream<StreamItem>(stream).SubscribeAsync(items =>
        {
            journal.Add(Key, string.Join(",", items.Select(item => item.Item.Number)));
            return Task.CompletedTask;
        });

    public async Task<int> Unsubscribe(string provider, StreamId stream)
    {
        var handles = await this.GetStreamProvider(provider).GetStream<StreamItem>(stream).GetAllSubscriptionHandles();
        foreach (var handle in handles)
        {
            await handle.UnsubscribeAsync();
        }

        return handles.Count;
    }

    public Task Deactivate()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task Ping() => Task.CompletedTask;

    private async Task OnNext(StreamItem item, string? gate)
    {
        if (gate is not null)
        {
            journal.Add(Key + "-begun", $"{item.Number}");
            await gates.Wait(gate);
        }

        if (item.Number < 0)
        {
            journal.Add(Key + "-failed", $"{item.Number}");
            throw new InvalidOperationException($"cannot take {item.Number}");
        }

        // Changes what it got: no other consumer may see that.
        item.Values.Add(item.Number);
        journal.Add(Key, $"{item.Number}:{item.Values.Count}");
    }
}

public sealed class ProducerGrain : Grain, IProducerGrain
{
    public async Task Produce(string provider, StreamId stream, int from, int count)
    {
        var producer = this.GetStreamProvider(provider).GetStream<StreamItem>(stream);
        for (var i = from; i < from + count; i++)
        {
            await producer.OnNextAsync(new StreamItem { Number = i });
        }
    }

    public Task Complete(string provider, StreamId stream, string? error)
    {
        var producer = this.GetStreamProvider(provider).GetStream<StreamItem>(stream);
        return error is null ? producer.OnCompletedAsync() : producer.OnErrorAsync(new InvalidDataException(error));
    }
}

public interface IImplicitGrain : IGrainWithStringKey
{
    Task Ping();
}

/// <summary>Sets its observer when it is activated.</summary>
[ImplicitStreamSubscription("implicit")]
public sealed class ImplicitGrain(Journal journal) : Grain, IImplicitGrain, IAsyncObserver<StreamItem>
{
    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        this.GetStreamProvider("memory").GetStream<StreamItem>(StreamId.Create("implicit", this.GetPrimaryKeyString())).SubscribeAsync(this);

    public Task OnNextAsync(StreamItem item, StreamSequenceToken? token = null)
    {
        journal.Add(this.GetPrimaryKeyString(), $"{item.Number}@{token!.SequenceNumber}");
        return Task.CompletedTask;
    }

    public Task OnCompletedAsync() => Task.CompletedTask;

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    public Task Ping() => Task.CompletedTask;
}

/// <summary>Sets its observer when it is told of its subscription.</summary>
[ImplicitStreamSubscription("told")]
public sealed class ToldGrain(Journal journal) : Grain, IGrainWithStringKey, IToldGrain, IStreamSubscriptionObserver
{
    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory)
    {
        journal.Add(this.GetPrimaryKeyString(), $"told of {handleFactory.StreamId}");
        await handleFactory.Create<StreamItem>().ResumeAsync((item, _) =>
        {
            journal.Add(this.GetPrimaryKeyString(), $"{item.Number}");
            return Task.CompletedTask;
        });
    }

    public Task Ping() => Task.CompletedTask;
}

public interface IToldGrain : IGrainWithStringKey
{
    Task Ping();
}
