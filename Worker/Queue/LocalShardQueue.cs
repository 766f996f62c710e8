using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace RlOrleans.Worker.Queue;

/// <summary>A queue within one process. It has no dead letters to keep: a receipt tells of a shard that was given up.</summary>
public sealed class LocalShardQueue : IShardQueue
{
    /// <summary>Messages that may wait; a publisher waits for room.</summary>
    private const int Capacity = 4096;

    private readonly Channel<Message> _messages = Channel.CreateBounded<Message>(Capacity);

    /// <inheritdoc/>
    public bool IsDurable => false;

    /// <inheritdoc/>
    public async Task PublishAsync(string key, CancellationToken cancellationToken) =>
        await _messages.Writer.WriteAsync(new Message(ShardNotification.Write([key]), Attempt: 1), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async IAsyncEnumerable<IShardDelivery> ConsumeAsync(int prefetch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The worker's own bounds are enough here: nothing is taken from the channel before it is asked for.
        while (await NextAsync(cancellationToken).ConfigureAwait(false) is Message message)
            yield return new Delivery(this, message);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _messages.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    private async Task<Message?> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _messages.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is OperationCanceledException or ChannelClosedException)
        {
            return null;
        }
    }

    private sealed record Message(byte[] Body, int Attempt);

    private sealed class Delivery(LocalShardQueue queue, Message message) : IShardDelivery
    {
        public ReadOnlyMemory<byte> Body => message.Body;

        public int Attempt => message.Attempt;

        public Task AcknowledgeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task ReturnAsync(CancellationToken cancellationToken)
        {
            // Without room, or at the end of the process, the outbox gives the notification again.
            queue._messages.Writer.TryWrite(message with { Attempt = message.Attempt + 1 });
            return Task.CompletedTask;
        }

        public Task BuryAsync(ReadOnlyMemory<byte> body, string reason, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
