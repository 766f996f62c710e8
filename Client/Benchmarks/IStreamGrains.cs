using Orleans.Streams;

namespace RlOrleans.Client.Benchmarks;

/// <summary>Publishes on the stream of its own key.</summary>
internal interface IProducerGrain : IGrainWithIntegerKey
{
    /// <summary>Publishes <paramref name="count"/> items, one after the other, as its stream takes them.</summary>
    Task Produce(int count);
}

/// <summary>Counts what comes on the stream of its own key.</summary>
internal interface IConsumerGrain : IGrainWithIntegerKey
{
    /// <summary>Begins to listen.</summary>
    Task Subscribe();

    /// <summary>Answers when <paramref name="count"/> items have come since the last answer.</summary>
    Task Consumed(int count);
}

/// <inheritdoc cref="IProducerGrain"/>
internal sealed class ProducerGrain : Grain, IProducerGrain
{
    public async Task Produce(int count)
    {
        var stream = BenchmarkStreams.Of(this);
        for (int i = 0; i < count; i++)
            await stream.OnNextAsync(i);
    }
}

/// <inheritdoc cref="IConsumerGrain"/>
[Orleans.Concurrency.Reentrant]
internal sealed class ConsumerGrain : Grain, IConsumerGrain
{
    private int _consumed;
    private int _awaited = int.MaxValue;
    private TaskCompletionSource? _waiting;

    public Task Subscribe() => BenchmarkStreams.Of(this).SubscribeAsync((_, _) =>
    {
        if (++_consumed >= _awaited)
            Answer();
        return Task.CompletedTask;
    });

    public Task Consumed(int count)
    {
        _awaited = count;
        _waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = _waiting.Task;
        if (_consumed >= _awaited)
            Answer();
        return answer;
    }

    private void Answer()
    {
        _consumed -= _awaited;
        _awaited = int.MaxValue;
        _waiting!.SetResult();
    }
}

/// <summary>The stream that a producer and a consumer of one key share.</summary>
internal static class BenchmarkStreams
{
    public static IAsyncStream<int> Of(Grain grain)
        => grain.GetStreamProvider(Names.StreamProvider).GetStream<int>(StreamId.Create("benchmark", grain.GetPrimaryKeyLong()));
}
