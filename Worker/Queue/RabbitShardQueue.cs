using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace RlOrleans.Worker.Queue;

/// <summary>
/// The durable quorum queue <c>HF_upload_queue</c>, or a temporary one. A publish returns with the broker's confirm; a message that no queue
/// took comes back and is an error. Publishing and consuming have a connection each, so that a broker which holds
/// publishers up (its disk is full, say) does not hold up the workers that would mend it.
/// </summary>
public sealed partial class RabbitShardQueue : IShardQueue
{
    private static readonly TimeSpan FirstReconnect = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LastReconnect = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ConfirmPatience = TimeSpan.FromSeconds(15);

    private readonly RabbitAddress _address;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly string _name;
    private readonly RabbitConnection _publishing;
    private readonly SemaphoreSlim _publishingTurn = new(1, 1);
    private readonly List<RabbitConnection> _consuming = [];

    /// <summary>Connects when it is first used.</summary>
    /// <param name="address">The broker.</param>
    /// <param name="logger">Told of connections that are lost and found.</param>
    /// <param name="time">Measures waits.</param>
    /// <param name="queue">A name from <see cref="TemporaryName"/>, or <c>HF_upload_queue</c> where null.</param>
    public RabbitShardQueue(RabbitAddress address, ILogger logger, TimeProvider? time = null, string? queue = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        _address = address;
        _logger = logger;
        _time = time ?? TimeProvider.System;
        _name = queue ?? RabbitQueues.Uploads;
        _publishing = new RabbitConnection(address, _name);
    }

    /// <summary>A queue that nobody else reads, and that the broker deletes when it has had no readers for some minutes.</summary>
    public static string TemporaryName() => $"{RabbitQueues.TemporaryPrefix}{Guid.NewGuid():N}";

    /// <inheritdoc/>
    public bool IsDurable => true;

    /// <inheritdoc/>
    public Task PublishAsync(string key, CancellationToken cancellationToken) =>
        PublishAsync(_name, ShardNotification.Write([key]), reason: null, cancellationToken);

    /// <summary>Connects, and declares what is missing.</summary>
    /// <exception cref="IOException">Nobody answers, or the user may not.</exception>
    public Task CheckAsync(CancellationToken cancellationToken) => OpenAsync(cancellationToken);

    /// <summary>Publishes to one of the two queues and waits for the confirm.</summary>
    internal async Task PublishAsync(string queue, ReadOnlyMemory<byte> body, string? reason, CancellationToken cancellationToken)
    {
        IChannel channel = await OpenAsync(cancellationToken).ConfigureAwait(false);
        var properties = new BasicProperties { Persistent = true, ContentType = "application/json" };
        if (reason is not null)
            properties.Headers = new Dictionary<string, object?> { [RabbitQueues.ReasonHeader] = reason };
        try
        {
            await channel.BasicPublishAsync(exchange: "", queue, mandatory: true, properties, body, cancellationToken)
                .AsTask().WaitAsync(ConfirmPatience, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (RabbitErrors.IsExpected(error))
        {
            throw RabbitErrors.Of(_address, error);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<IShardDelivery> ConsumeAsync(int prefetch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TimeSpan delay = FirstReconnect;
        while (!cancellationToken.IsCancellationRequested)
        {
            var connection = new RabbitConnection(_address, _name);
            lock (_consuming)
                _consuming.Add(connection);
            Channel<IShardDelivery>? deliveries = await TryStartAsync(connection, prefetch, cancellationToken).ConfigureAwait(false);
            while (deliveries is not null && await NextAsync(deliveries.Reader, cancellationToken).ConfigureAwait(false) is IShardDelivery delivery)
            {
                delay = FirstReconnect;
                yield return delivery;
            }

            // At the end the messages in hand are still to be acknowledged: the connection is closed with the queue.
            if (cancellationToken.IsCancellationRequested)
                break;
            await connection.CloseAsync().ConfigureAwait(false);
            lock (_consuming)
                _consuming.Remove(connection);
            await PauseAsync(delay, cancellationToken).ConfigureAwait(false);
            delay = delay * 2 < LastReconnect ? delay * 2 : LastReconnect;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _publishing.DisposeAsync().ConfigureAwait(false);
        RabbitConnection[] consuming;
        lock (_consuming)
            consuming = [.. _consuming];
        foreach (RabbitConnection connection in consuming)
            await connection.DisposeAsync().ConfigureAwait(false);
        _publishingTurn.Dispose();
    }

    private async Task<IChannel> OpenAsync(CancellationToken cancellationToken)
    {
        await _publishingTurn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await _publishing.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _publishingTurn.Release();
        }
    }

    private async Task<Channel<IShardDelivery>?> TryStartAsync(RabbitConnection connection, int prefetch, CancellationToken cancellationToken)
    {
        try
        {
            IChannel channel = await connection.OpenAsync(cancellationToken).ConfigureAwait(false);

            // The broker sends no more than the prefetch, so the bound is never met.
            Channel<IShardDelivery> deliveries = Channel.CreateBounded<IShardDelivery>(prefetch);
            var consumer = new AsyncEventingBasicConsumer(channel);
            consumer.ReceivedAsync += (_, message) =>
                deliveries.Writer.WriteAsync(new RabbitDelivery(this, _address, channel, message), CancellationToken.None).AsTask();
            consumer.ShutdownAsync += (_, _) => Complete();
            consumer.UnregisteredAsync += (_, _) => Complete();
            channel.ChannelShutdownAsync += (_, _) => Complete();
            await channel.BasicQosAsync(prefetchSize: 0, (ushort)prefetch, global: false, cancellationToken).ConfigureAwait(false);
            await channel.BasicConsumeAsync(_name, autoAck: false, consumer, cancellationToken).ConfigureAwait(false);
            LogConsuming(_address.ToString());
            return deliveries;

            Task Complete()
            {
                deliveries.Writer.TryComplete();
                return Task.CompletedTask;
            }
        }
        catch (Exception error) when (RabbitErrors.IsExpected(error))
        {
            if (!cancellationToken.IsCancellationRequested)
                LogUnreachable(error is IOException ? error.Message : RabbitErrors.Of(_address, error).Message);
            return null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private static async Task<IShardDelivery?> NextAsync(ChannelReader<IShardDelivery> deliveries, CancellationToken cancellationToken)
    {
        try
        {
            return await deliveries.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is OperationCanceledException or ChannelClosedException)
        {
            return null;
        }
    }

    private async Task PauseAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        await Task.Delay(delay, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    [LoggerMessage(Level = LogLevel.Information, Message = "waiting for shards from RabbitMQ at {Server}")]
    private partial void LogConsuming(string server);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Reason}")]
    private partial void LogUnreachable(string reason);
}
