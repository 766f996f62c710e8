namespace RlOrleans.Worker.Queue;

/// <summary>
/// Tells workers of staged shards, each message at least once. An expected failure (no broker, say) is an
/// <see cref="IOException"/> whose message names the place and the reason. Safe for concurrent use.
/// </summary>
public interface IShardQueue : IAsyncDisposable
{
    /// <summary>Whether a message outlives this process.</summary>
    bool IsDurable { get; }

    /// <summary>Adds a message with one key; it is in safe hands when the call returns.</summary>
    Task PublishAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// The messages, as they come. Goes on over lost connections until it is cancelled; what was not acknowledged by then
    /// goes back to the queue when the queue is disposed.
    /// </summary>
    /// <param name="prefetch">Messages that may be held without an acknowledgement.</param>
    /// <param name="cancellationToken">Ends the enumeration without an exception.</param>
    IAsyncEnumerable<IShardDelivery> ConsumeAsync(int prefetch, CancellationToken cancellationToken);
}

/// <summary>One message in the hands of a worker, which ends with exactly one of the three calls. They may fail with an
/// <see cref="IOException"/> when the connection is lost; the message then comes again, to this worker or another.</summary>
public interface IShardDelivery
{
    /// <summary>The message: a JSON array of keys.</summary>
    ReadOnlyMemory<byte> Body { get; }

    /// <summary>How often it was delivered, this time included.</summary>
    int Attempt { get; }

    /// <summary>It is done with.</summary>
    Task AcknowledgeAsync(CancellationToken cancellationToken);

    /// <summary>It goes back to the queue.</summary>
    Task ReturnAsync(CancellationToken cancellationToken);

    /// <summary>It goes to the dead letters, where a person looks after it.</summary>
    /// <param name="body">What is left of the message.</param>
    /// <param name="reason">Why, as one sentence.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task BuryAsync(ReadOnlyMemory<byte> body, string reason, CancellationToken cancellationToken);
}
