namespace Orleans.Configuration;

/// <summary>How calls are sent and waited for.</summary>
public abstract class MessagingOptions
{
    /// <summary>How long a caller waits for an answer. Default: 30 seconds. More than zero.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether a call that is not waited for any longer is cancelled at the callee. Default: <see langword="false"/>.</summary>
    public bool CancelRequestOnTimeout { get; set; }

    /// <summary>Whether a call that its caller has given up is not started any more. Default: <see langword="true"/>.</summary>
    public bool DropExpiredMessages { get; set; } = true;

    /// <summary>
    /// Whether a caller who cancels goes on waiting until the callee has ended. Default: <see langword="false"/>, the caller
    /// is told at once.
    /// </summary>
    public bool WaitForCancellationAcknowledgement { get; set; }

    /// <summary>The largest body of a message between processes, in bytes. Default: 100 MiB.</summary>
    public int MaxMessageBodySize { get; set; } = 100 * 1024 * 1024;
}

/// <summary>How a silo sends, queues and waits for calls.</summary>
public class SiloMessagingOptions : MessagingOptions
{
    /// <summary>How many calls may wait for one activation before further ones are refused. Default: 0, no limit.</summary>
    public int MaxEnqueuedRequestsHardLimit { get; set; }

    /// <summary>The same for one activation of a stateless worker. Default: 0, no limit.</summary>
    public int MaxEnqueuedRequestsHardLimit_StatelessWorker { get; set; }

    /// <summary>How often a call is sent on because its activation had ended. Default: 2.</summary>
    public int MaxForwardCount { get; set; } = 2;
}

/// <summary>How a client sends and waits for calls.</summary>
public class ClientMessagingOptions : MessagingOptions
{
}
