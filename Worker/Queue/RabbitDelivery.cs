using System.Globalization;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace RlOrleans.Worker.Queue;

/// <summary>A message of RabbitMQ in the hands of a worker.</summary>
internal sealed class RabbitDelivery : IShardDelivery
{
    /// <summary>Counts the deliveries before this one; set by quorum queues.</summary>
    private const string DeliveryCountHeader = "x-delivery-count";

    private readonly RabbitShardQueue _queue;
    private readonly RabbitAddress _address;
    private readonly IChannel _channel;
    private readonly ulong _tag;

    public RabbitDelivery(RabbitShardQueue queue, RabbitAddress address, IChannel channel, BasicDeliverEventArgs message)
    {
        _queue = queue;
        _address = address;
        _channel = channel;
        _tag = message.DeliveryTag;
        Body = message.Body.ToArray(); // the client takes its buffer back
        Attempt = 1 + Deliveries(message);
    }

    public ReadOnlyMemory<byte> Body { get; }

    public int Attempt { get; }

    public Task AcknowledgeAsync(CancellationToken cancellationToken) =>
        AnswerAsync(() => _channel.BasicAckAsync(_tag, multiple: false, cancellationToken));

    public Task ReturnAsync(CancellationToken cancellationToken) =>
        AnswerAsync(() => _channel.BasicNackAsync(_tag, multiple: false, requeue: true, cancellationToken));

    // Published first: between the two it is there twice, and never not at all.
    public async Task BuryAsync(ReadOnlyMemory<byte> body, string reason, CancellationToken cancellationToken)
    {
        await _queue.PublishAsync(RabbitQueues.Dead, body, reason, cancellationToken).ConfigureAwait(false);
        await AcknowledgeAsync(cancellationToken).ConfigureAwait(false);
    }

    private static int Deliveries(BasicDeliverEventArgs message) =>
        message.BasicProperties.Headers is { } headers && headers.TryGetValue(DeliveryCountHeader, out object? count)
            ? Convert.ToInt32(count, CultureInfo.InvariantCulture)
            : message.Redelivered ? 1 : 0;

    private async Task AnswerAsync(Func<ValueTask> answer)
    {
        try
        {
            await answer().ConfigureAwait(false);
        }
        catch (Exception error) when (RabbitErrors.IsExpected(error))
        {
            throw RabbitErrors.Of(_address, error);
        }
    }
}
