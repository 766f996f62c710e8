using System.Collections.Concurrent;
using Orleans.Runtime;
using RlOrleans.Runtime.Tests.Clusters;

namespace RlOrleans.Runtime.Tests.Calls;

public interface IListener : IGrainObserver
{
    void Heard(string message);

    Task<int> Ask(int number);
}

public interface ISpeaker : IGrainWithStringKey
{
    Task Say(IListener listener, string[] messages);

    Task<int> Ask(IListener listener, int number);
}

public sealed class Speaker : Grain, ISpeaker
{
    public Task Say(IListener listener, string[] messages)
    {
        foreach (var message in messages)
        {
            listener.Heard(message);
        }

        return Task.CompletedTask;
    }

    public Task<int> Ask(IListener listener, int number) => listener.Ask(number);
}

public abstract class ObserverTests(ClusterFixture cluster)
{
    private readonly ISpeaker _speaker = cluster.Client.GetGrain<ISpeaker>(Guid.NewGuid().ToString("N"));

    [Fact]
    public async Task Observer_CalledByAGrain_HearsEverythingInOrder()
    {
        var listener = new Listener();
        var reference = cluster.Client.CreateObjectReference<IListener>(listener);
        var messages = Enumerable.Range(0, 100).Select(i => $"m{i}").ToArray();
        await _speaker.Say(reference, messages);

        await Until.True(() => listener.Messages.Count == 100);
        Assert.Equal(messages, listener.Messages);
        GC.KeepAlive(listener);
    }

    [Fact]
    public async Task Observer_Asked_Answers()
    {
        var listener = new Listener();
        var reference = cluster.Client.CreateObjectReference<IListener>(listener);

        Assert.Equal(42, await _speaker.Ask(reference, 21));
        GC.KeepAlive(listener);
    }

    [Fact]
    public async Task Observer_Deleted_CallsFail()
    {
        var listener = new Listener();
        var reference = cluster.Client.CreateObjectReference<IListener>(listener);
        cluster.Client.DeleteObjectReference<IListener>(reference);

        await Assert.ThrowsAsync<ClientNotAvailableException>(() => _speaker.Ask(reference, 1));
        GC.KeepAlive(listener);
    }

    [Fact]
    public async Task Observer_PassedWithoutAReference_IsRefused() =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await _speaker.Ask(new Listener(), 1));

    private sealed class Listener : IListener
    {
        public ConcurrentQueue<string> Messages { get; } = new();

        public void Heard(string message) => Messages.Enqueue(message);

        public Task<int> Ask(int number) => Task.FromResult(number * 2);
    }
}

public sealed class DirectObserverTests(DirectCluster cluster) : ObserverTests(cluster), IClassFixture<DirectCluster>;

public sealed class SerializedObserverTests(SerializedCluster cluster) : ObserverTests(cluster), IClassFixture<SerializedCluster>;
