using Microsoft.Extensions.Logging;
using RlOrleans.Worker.Queue;
using RlOrleans.Worker.Staging;

namespace RlOrleans.Worker.Uploads;

/// <summary>The servers that shards go over from silos to workers.</summary>
/// <param name="Redis">Holds staged shards.</param>
/// <param name="RabbitMq">Tells workers of them.</param>
public sealed record PipelineOptions(RedisAddress Redis, RabbitAddress RabbitMq)
{
    /// <summary>Queue of the notifications. Default: <c>HF_upload_queue</c>, which every worker reads.</summary>
    public string Queue { get; init; } = RabbitQueues.Uploads;

    /// <summary>The staging area; it connects when it is first used.</summary>
    public RedisStagingArea OpenStaging(ILogger logger) => new RedisStagingArea(Redis, logger);

    /// <summary>The queue; it connects when it is first used.</summary>
    public IShardQueue OpenQueue(ILogger logger) => new RabbitShardQueue(RabbitMq, logger, queue: Queue);
}
