using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using RlOrleans.Environments.Service.Protocol;

namespace RlOrleans.Environments.Service.Hosting;

/// <summary>One step as it goes to those who watch.</summary>
internal sealed record StateEvent(ulong Sequence, ReadOnlyMemory<byte> Json);

/// <summary>
/// Those who watch an instance. Watching never slows the steps: a reader that falls behind misses the oldest states, and
/// sees so in the sequence numbers.
/// </summary>
internal sealed class StateStreams(int most)
{
    /// <summary>Steps that wait for a slow reader.</summary>
    private const int Capacity = 32;

    private ImmutableArray<Subscription> _subscriptions = [];
    private bool _completed;

    /// <summary>Begins to watch all lanes, or one.</summary>
    /// <exception cref="ProblemException">As many watch already as are allowed.</exception>
    public Subscription Subscribe(int? lane)
    {
        var subscription = new Subscription(this, lane, Channel.CreateBounded<StateEvent>(
            new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }));
        lock (this)
        {
            if (_subscriptions.Length >= most)
            {
                throw new ProblemException(
                    StatusCodes.Status429TooManyRequests, ProblemCode.LimitReached, $"The instance feeds {most} streams already, which is the limit.", new FieldProblem("instance", null, $"feeds {most} streams already"));
            }

            if (_completed)
                subscription.Channel.Writer.TryComplete();
            _subscriptions = _subscriptions.Add(subscription);
        }

        return subscription;
    }

    /// <summary>Hands the latest step to everybody. Costs nothing while nobody watches.</summary>
    public void Publish(HostedEnvironment instance)
    {
        ImmutableArray<Subscription> subscriptions = _subscriptions;
        StateEvent? all = null;
        foreach (Subscription subscription in subscriptions)
        {
            StateEvent state = subscription.Lane is { } lane
                ? new StateEvent(instance.Sequence, Serialize(instance, lane))
                : all ??= new StateEvent(instance.Sequence, Serialize(instance, null));
            subscription.Channel.Writer.TryWrite(state);
        }
    }

    /// <summary>Ends all streams.</summary>
    public void Complete()
    {
        lock (this)
        {
            _completed = true;
            foreach (Subscription subscription in _subscriptions)
                subscription.Channel.Writer.TryComplete();
        }
    }

    private static ReadOnlyMemory<byte> Serialize(HostedEnvironment instance, int? lane)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        if (lane is { } one)
            Answers.WriteLaneStep(json, instance, one);
        else
            Answers.WriteStep(json, instance);
        json.Flush();
        return buffer.WrittenMemory;
    }

    private void Remove(Subscription subscription)
    {
        lock (this)
            _subscriptions = _subscriptions.Remove(subscription);
    }

    /// <summary>One who watches, until disposed.</summary>
    internal sealed class Subscription(StateStreams streams, int? lane, Channel<StateEvent> channel) : IDisposable
    {
        public int? Lane { get; } = lane;

        public Channel<StateEvent> Channel { get; } = channel;

        public void Dispose() => streams.Remove(this);
    }
}
