using System.ComponentModel.DataAnnotations;
using RlOrleans.Worker.Staging;

namespace RlOrleans.Worker.Uploads;

/// <summary>How a worker goes about its work.</summary>
public sealed class UploadWorkerOptions
{
    /// <summary>Messages held without an acknowledgement. At least as many as a commit gathers. Default: 64.</summary>
    [Range(1, 1024)]
    public int Prefetch { get; init; } = 64;

    /// <summary>Shards that are fetched and converted at the same time: each takes a core and its size in memory. Default: 2.</summary>
    [Range(1, 64)]
    public int Parallelism { get; init; } = 2;

    /// <summary>Deliveries after which a message that cannot be understood, or whose shard is bad or missing, is buried. Default: 3.</summary>
    [Range(1, 100)]
    public int MaxDeliveries { get; init; } = 3;

    /// <summary>The most bytes that a frame may unpack to. Default: 512 MiB.</summary>
    [Range(1 << 10, int.MaxValue)]
    public int MaxUnpackedBytes { get; init; } = ShardFrame.DefaultMaxUnpackedBytes;

    /// <summary>
    /// Attempts after which a shard that its dataset does not take (disk full, token expired) is given up with a receipt that
    /// says so. Null, the default, tries for as long as it takes; the run that waits for it is told why.
    /// </summary>
    [Range(1, 1000)]
    public int? MaxAttempts { get; init; }

    /// <summary>Time to the second attempt; it doubles from one to the next. Default: 1 second.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The most time between two attempts. Default: 1 minute.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a stop waits for commits that are under way. Default: 20 seconds.</summary>
    public TimeSpan StopPatience { get; init; } = TimeSpan.FromSeconds(20);
}
