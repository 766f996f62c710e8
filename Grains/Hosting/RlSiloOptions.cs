using System.ComponentModel.DataAnnotations;

namespace RlOrleans.Hosting;

/// <summary>What a silo needs to know to hold runs.</summary>
public sealed class RlSiloOptions
{
    /// <summary>Folder of the runs, one folder each. Default: <c>runs</c> in the working directory.</summary>
    [Required]
    public string RunsFolder { get; set; } = "runs";

    /// <summary>
    /// A shard is sealed once its episodes take this many bytes in memory: with compression, a file of tens of megabytes.
    /// Default: 96 MiB.
    /// </summary>
    [Range(1 << 10, 1 << 28)]
    public long ShardBytes { get; set; } = 96 << 20;

    /// <summary>A shard is sealed at the first checkpoint after this time, however small it is. Default: 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan ShardAge { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Shards of a run that may be sealed and not staged; beyond that its agents wait. Default: 8.</summary>
    [Range(1, 1024)]
    public int MaxUnstagedShards { get; set; } = 8;

    /// <summary>
    /// Shards of a run that are packed, or on their way to the staging area, at the same time: each holds its episodes in
    /// memory. Default: 4.
    /// </summary>
    [Range(1, 64)]
    public int MaxConcurrentStagings { get; set; } = 4;

    /// <summary>
    /// Bytes of a run's shards that may be on their way; beyond that its agents wait. They are kept on disk until a worker
    /// has brought them into the dataset. Default: 4 GiB.
    /// </summary>
    [Range(1L << 20, 1L << 50)]
    public long MaxOutboxBytes { get; set; } = 4L << 30;

    /// <summary>A status says that shards wait for a worker once they have waited this long. Default: 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan WorkerPatience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The workers are told of a shard again after this time without a receipt, then after twice the time, and so on.
    /// Default: 10 minutes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ReminderInterval { get; set; } = TimeSpan.FromMinutes(10);
}
