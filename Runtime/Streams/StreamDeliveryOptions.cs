using Microsoft.Extensions.Logging;

namespace Orleans.Streams;

/// <summary>How a provider delivers.</summary>
/// <param name="Capacity">How many deliveries may wait in one subscription.</param>
/// <param name="TimeProvider">Times the retries.</param>
/// <param name="Logger">Is told of failures.</param>
internal sealed record StreamDeliveryOptions(int Capacity, TimeProvider TimeProvider, ILogger Logger)
{
    /// <summary>How often a delivery is tried before its items are given up.</summary>
    public const int MaxAttempts = 3;

    /// <summary>The wait before the second attempt; it doubles for each further one.</summary>
    public static readonly TimeSpan FirstRetryDelay = TimeSpan.FromMilliseconds(100);
}
