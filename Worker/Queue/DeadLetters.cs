using System.Collections.Immutable;
using System.Text;
using RabbitMQ.Client;
using RlOrleans.Worker.Staging;

namespace RlOrleans.Worker.Queue;

/// <summary>A message that no worker could do anything with.</summary>
/// <param name="Body">The message, cut short.</param>
/// <param name="Reason">Why it is here.</param>
public sealed record DeadLetter(string Body, string Reason);

/// <summary>The dead letters of <c>HF_upload_queue</c>, for the person who looks after them.</summary>
public sealed class DeadLetters(RabbitAddress address) : IAsyncDisposable
{
    /// <summary>The most that one call takes.</summary>
    public const int MaxCount = 10_000;

    private readonly RabbitConnection _connection = new(address);

    /// <summary>The oldest of them. They stay where they are.</summary>
    public Task<ImmutableArray<DeadLetter>> ListAsync(int count, CancellationToken cancellationToken) =>
        TakeAsync(count, handle: null, cancellationToken);

    /// <summary>Puts the oldest back into the queue, and takes back what their runs were told. Safe to repeat.</summary>
    public Task<ImmutableArray<DeadLetter>> RetryAsync(int count, IStagingArea? staging, CancellationToken cancellationToken) => TakeAsync(
        count,
        async (channel, body) =>
        {
            if (staging is not null && TryRead(body) is { } keys)
            {
                var told = await staging.FindReceiptsAsync(keys, cancellationToken).ConfigureAwait(false);
                await staging.DeleteReceiptsAsync([.. told.Where(receipt => receipt.Failure is not null).Select(receipt => receipt.Key)], cancellationToken).ConfigureAwait(false);
            }

            var properties = new BasicProperties { Persistent = true, ContentType = "application/json" };
            await channel.BasicPublishAsync(exchange: "", RabbitQueues.Uploads, mandatory: true, properties, body, cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Deletes the oldest. Their frames stay in the staging area.</summary>
    public Task<ImmutableArray<DeadLetter>> DropAsync(int count, CancellationToken cancellationToken) =>
        TakeAsync(count, (_, _) => Task.CompletedTask, cancellationToken);

    /// <summary>Messages that wait in the queue, and dead letters.</summary>
    public async Task<(uint Waiting, uint Dead)> CountAsync(CancellationToken cancellationToken)
    {
        try
        {
            IChannel channel = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return (
                await channel.MessageCountAsync(RabbitQueues.Uploads, cancellationToken).ConfigureAwait(false),
                await channel.MessageCountAsync(RabbitQueues.Dead, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception error) when (RabbitErrors.IsExpected(error) && error is not IOException)
        {
            throw RabbitErrors.Of(address, error);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task<ImmutableArray<DeadLetter>> TakeAsync(
        int count, Func<IChannel, ReadOnlyMemory<byte>, Task>? handle, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxCount);
        var letters = ImmutableArray.CreateBuilder<DeadLetter>();
        try
        {
            IChannel channel = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);

            // What this call itself adds must not be met again, so no more are taken than there are now.
            uint there = await channel.MessageCountAsync(RabbitQueues.Dead, cancellationToken).ConfigureAwait(false);
            while (letters.Count < Math.Min(count, there)
                && await channel.BasicGetAsync(RabbitQueues.Dead, autoAck: false, cancellationToken).ConfigureAwait(false) is BasicGetResult message)
            {
                letters.Add(new DeadLetter(ShardNotification.Excerpt(message.Body), ReasonOf(message.BasicProperties)));
                if (handle is not null)
                {
                    await handle(channel, message.Body).ConfigureAwait(false);
                    await channel.BasicAckAsync(message.DeliveryTag, multiple: false, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (Exception error) when (RabbitErrors.IsExpected(error) && error is not IOException)
        {
            throw RabbitErrors.Of(address, error);
        }
        finally
        {
            // What was only looked at goes back.
            await _connection.CloseAsync().ConfigureAwait(false);
        }

        return letters.ToImmutable();
    }

    private static ImmutableArray<string>? TryRead(ReadOnlyMemory<byte> body)
    {
        try
        {
            return ShardNotification.Read(body);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    // A letter without a reason of ours was buried by the broker, after too many deliveries.
    private static string ReasonOf(IReadOnlyBasicProperties properties) =>
        properties.Headers is { } headers && headers.TryGetValue(RabbitQueues.ReasonHeader, out object? reason) && reason is byte[] text
            ? Encoding.UTF8.GetString(text)
            : "delivered too often without an answer";
}
