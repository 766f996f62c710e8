using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace RlOrleans.Worker.Queue;

/// <summary>
/// One channel to RabbitMQ with publisher confirms and its queues declared, opened anew when it is lost. Not safe for
/// concurrent use.
/// </summary>
internal sealed class RabbitConnection(RabbitAddress address, string uploads = RabbitQueues.Uploads) : IAsyncDisposable
{
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(10);

    private IConnection? _connection;
    private IChannel? _channel;

    /// <summary>The open channel; it is opened first if need be.</summary>
    /// <exception cref="IOException">The server cannot be reached or refuses.</exception>
    public async Task<IChannel> OpenAsync(CancellationToken cancellationToken)
    {
        if (_channel is { IsOpen: true } open)
            return open;
        await CloseAsync().ConfigureAwait(false);
        try
        {
            var factory = new ConnectionFactory
            {
                HostName = address.Host,
                Port = address.Port,
                UserName = address.User,
                Password = address.Password,
                VirtualHost = address.VirtualHost,
                Ssl = new SslOption(address.Host, enabled: address.Tls),
                AutomaticRecoveryEnabled = false,
                RequestedConnectionTimeout = ConnectPatience,
                ContinuationTimeout = ConnectPatience,
                ClientProvidedName = "rl",
            };
            _connection = await factory.CreateConnectionAsync(cancellationToken).ConfigureAwait(false);
            await DeclareAsync(_connection, cancellationToken).ConfigureAwait(false);
            return _channel = await _connection.CreateChannelAsync(
                new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (RabbitErrors.IsExpected(error))
        {
            await CloseAsync().ConfigureAwait(false);
            throw RabbitErrors.Of(address, error);
        }
    }

    /// <summary>Lets go of the connection; what was not acknowledged goes back to its queue.</summary>
    public async Task CloseAsync()
    {
        IConnection? connection = _connection;
        (_connection, _channel) = (null, null);
        if (connection is null)
            return;
        try
        {
            await connection.CloseAsync(TimeSpan.FromSeconds(2)).ConfigureAwait(false);
        }
        catch (Exception error) when (RabbitErrors.IsExpected(error))
        {
            // It is lost already, which is what was wanted.
        }

        await connection.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await CloseAsync().ConfigureAwait(false);

    private async Task DeclareAsync(IConnection connection, CancellationToken cancellationToken)
    {
        await DeclareAsync(connection, RabbitQueues.Dead, RabbitQueues.DeadArguments, cancellationToken).ConfigureAwait(false);
        await DeclareAsync(connection, uploads, RabbitQueues.UploadArgumentsOf(uploads), cancellationToken).ConfigureAwait(false);
    }

    // A queue that is there stays as its administrator made it.
    private static async Task DeclareAsync(IConnection connection, string name, Dictionary<string, object?> arguments, CancellationToken cancellationToken)
    {
        try
        {
            await using IChannel probe = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            await probe.QueueDeclarePassiveAsync(name, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationInterruptedException error) when (error.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            await using IChannel channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            await channel.QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
    }
}

/// <summary>The two queues.</summary>
internal static class RabbitQueues
{
    /// <summary>Keys of staged shards.</summary>
    public const string Uploads = "HF_upload_queue";

    /// <summary>Messages that no worker can do anything with.</summary>
    public const string Dead = "HF_upload_queue.dead";

    /// <summary>What the names of queues begin with that are needed for a while only.</summary>
    public const string TemporaryPrefix = Uploads + ".temporary-";

    /// <summary>Header of a dead letter: why it is one.</summary>
    public const string ReasonHeader = "x-reason";

    /// <summary>
    /// Deliveries after which the broker itself buries a message: a net under workers that die of it. Far more than a
    /// worker's own limit, because a worker that is killed returns good messages too.
    /// </summary>
    private const int DeliveryLimit = 100;

    /// <summary>A temporary queue without readers goes after this time.</summary>
    private const int TemporaryExpiryMs = 5 * 60 * 1000;

    public static Dictionary<string, object?> DeadArguments => new() { ["x-queue-type"] = "quorum" };

    // At least once: without it, a message that is buried while the broker stops could be lost.
    public static Dictionary<string, object?> UploadArgumentsOf(string queue)
    {
        var arguments = new Dictionary<string, object?>
        {
            ["x-queue-type"] = "quorum",
            ["x-delivery-limit"] = DeliveryLimit,
            ["x-dead-letter-exchange"] = "",
            ["x-dead-letter-routing-key"] = Dead,
            ["x-dead-letter-strategy"] = "at-least-once",
            ["x-overflow"] = "reject-publish",
        };
        if (queue.StartsWith(TemporaryPrefix, StringComparison.Ordinal))
            arguments["x-expires"] = TemporaryExpiryMs;
        return arguments;
    }
}

/// <summary>Failures that a broker's absence explains.</summary>
internal static class RabbitErrors
{
    public static bool IsExpected(Exception error) =>
        error is RabbitMQClientException or IOException or TimeoutException or System.Net.Sockets.SocketException or ObjectDisposedException
        || (error is OperationCanceledException && error is not TaskCanceledException { CancellationToken.IsCancellationRequested: true });

    public static IOException Of(RabbitAddress address, Exception error) => new($"RabbitMQ at {address}: {Reason(error)}", error);

    private static string Reason(Exception error) => error switch
    {
        BrokerUnreachableException { InnerException: AuthenticationFailureException or PossibleAuthenticationFailureException } => "the user or the password is refused",
        BrokerUnreachableException unreachable => unreachable.GetBaseException().Message,
        PublishException { IsReturn: true } => $"the message came back: no queue took it (is {RabbitQueues.Uploads} there?)",
        PublishException => "the message was not confirmed",
        OperationInterruptedException { ShutdownReason.ReplyText: { Length: > 0 } text } => text,
        ObjectDisposedException or OperationCanceledException => "the connection is lost",
        _ => error.GetBaseException().Message,
    };
}
