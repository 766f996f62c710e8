using RabbitMQ.Client;
using RlOrleans.Worker.Uploads;
using StackExchange.Redis;

namespace RlOrleans.Client.Benchmarks;

/// <summary>Redis and RabbitMQ by their clients alone.</summary>
internal sealed class BareServers : IBarePipeline
{
    private readonly ConnectionMultiplexer _redis;
    private readonly IDatabase _database;
    private readonly IConnection _rabbit;
    private readonly IChannel _channel;
    private readonly string _queue;
    private readonly string _prefix = $"bench:{Guid.NewGuid():N}:";

    private BareServers(ConnectionMultiplexer redis, IDatabase database, IConnection rabbit, IChannel channel, string queue)
        => (_redis, _database, _rabbit, _channel, _queue) = (redis, database, rabbit, channel, queue);

    public string StoreName => "Redis SET";

    public string PublishName => "publish with confirms";

    /// <summary>Connects; the queue is there already.</summary>
    public static async Task<BareServers> ConnectAsync(PipelineOptions servers)
    {
        var redis = await ConnectionMultiplexer.ConnectAsync(new ConfigurationOptions
        {
            EndPoints = { { servers.Redis.Host, servers.Redis.Port } },
            Password = servers.Redis.Password,
            Ssl = servers.Redis.Tls,
        });
        var factory = new ConnectionFactory
        {
            HostName = servers.RabbitMq.Host,
            Port = servers.RabbitMq.Port,
            UserName = servers.RabbitMq.User,
            Password = servers.RabbitMq.Password,
            VirtualHost = servers.RabbitMq.VirtualHost,
            Ssl = new SslOption(servers.RabbitMq.Host, enabled: servers.RabbitMq.Tls),
        };
        var rabbit = await factory.CreateConnectionAsync();
        var channel = await rabbit.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        return new BareServers(redis, redis.GetDatabase(servers.Redis.Database), rabbit, channel, servers.Queue);
    }

    public async Task Store(byte[] frame, int count, int inFlight)
    {
        await InFlight(count, inFlight, i => _database.StringSetAsync(KeyOf(i), frame));
        await _database.KeyDeleteAsync([.. Enumerable.Range(0, count).Select(KeyOf)]);
    }

    public async Task Publish(byte[] body, int count, int inFlight)
    {
        var properties = new BasicProperties { Persistent = true };
        await InFlight(count, inFlight, _ => _channel.BasicPublishAsync(exchange: "", _queue, mandatory: true, properties, body).AsTask());
        await _channel.QueuePurgeAsync(_queue);
    }

    public async ValueTask DisposeAsync()
    {
        _redis.Dispose();
        await _rabbit.DisposeAsync();
    }

    private RedisKey KeyOf(int frame) => $"{_prefix}{frame}";

    private static Task InFlight(int count, int inFlight, Func<int, Task> send) => Parallel.ForAsync(
        0, count, new ParallelOptions { MaxDegreeOfParallelism = inFlight }, async (i, _) => await send(i));
}
