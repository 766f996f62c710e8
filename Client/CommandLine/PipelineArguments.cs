using System.CommandLine;
using RlOrleans.Hosting;
using RlOrleans.Worker.Queue;
using RlOrleans.Worker.Staging;
using RlOrleans.Worker.Uploads;

namespace RlOrleans.Client.CommandLine;

/// <summary>The options that name the servers between runs and workers. Passwords come from the environment or from files.</summary>
internal static class PipelineArguments
{
    public const int MaxShardMegabytes = 256;

    private const string RedisPassword = "REDIS_PASSWORD";
    private const string RabbitPassword = "RABBITMQ_PASSWORD";
    private const int MaxShardSeconds = 24 * 60 * 60;

    public static Option<string?> Redis { get; } = new("--redis")
    {
        HelpName = "HOST:PORT",
        Description = "Redis that holds recorded episodes until a worker takes them. Password: REDIS_PASSWORD or REDIS_PASSWORD_FILE",
    };

    public static Option<string?> RabbitMq { get; } = new("--rabbitmq")
    {
        HelpName = "amqp://…",
        Description = "RabbitMQ that tells the workers. Password: in the address, RABBITMQ_PASSWORD or RABBITMQ_PASSWORD_FILE",
    };

    public static Option<string?> ShardMegabytes { get; } = new("--shard-mb")
    {
        HelpName = "N",
        Description = "Megabytes of episodes in memory that make a shard. Default: 96",
    };

    public static Option<string?> ShardSeconds { get; } = new("--shard-seconds")
    {
        HelpName = "N",
        Description = "Seconds after which a smaller shard leaves too, at the next checkpoint. Default: 300",
    };

    /// <summary>Whether workers elsewhere do what the run's own process does otherwise.</summary>
    public static bool AreGiven(Invocation invocation) => invocation.Text(Redis) is not null || invocation.Text(RabbitMq) is not null;

    /// <summary>The two servers; null where neither is named. One without the other is a mistake.</summary>
    public static PipelineOptions? Read(Invocation invocation)
    {
        string? redisText = invocation.Text(Redis), rabbitText = invocation.Text(RabbitMq);
        if (!AreGiven(invocation))
            return null;
        if (redisText is null)
            invocation.Mistakes.Add("--redis", "", "is missing: --rabbitmq needs a Redis that holds what it tells of");
        if (rabbitText is null)
            invocation.Mistakes.Add("--rabbitmq", "", "is missing: --redis needs a RabbitMQ that tells the workers");
        var redis = redisText is null ? null : ReadRedis(invocation, redisText);
        var rabbit = rabbitText is null ? null : ReadRabbit(invocation, rabbitText);
        return redis is null || rabbit is null ? null : new PipelineOptions(redis, rabbit);
    }

    /// <summary>The RabbitMQ alone.</summary>
    public static RabbitAddress? ReadRabbit(Invocation invocation, string text)
    {
        // The text is left out of the mistake: it may hold a password.
        if (RabbitAddress.TryParse(text, Secrets.Read(RabbitPassword, invocation.Mistakes), out var address, out string? error))
            return address;
        invocation.Mistakes.Add("--rabbitmq", "", error);
        return null;
    }

    /// <summary>The Redis alone.</summary>
    public static RedisAddress? ReadRedis(Invocation invocation, string text)
    {
        if (RedisAddress.TryParse(text, Secrets.Read(RedisPassword, invocation.Mistakes), out var address, out string? error))
            return address;
        invocation.Mistakes.Add("--redis", "", error);
        return null;
    }

    /// <summary>When shards are sealed.</summary>
    public static Action<RlSiloOptions> ReadShards(Invocation invocation)
    {
        int? megabytes = invocation.Mistakes.Integer("--shard-mb", invocation.Text(ShardMegabytes), 1, MaxShardMegabytes);
        int? seconds = invocation.Mistakes.Integer("--shard-seconds", invocation.Text(ShardSeconds), 1, MaxShardSeconds);
        return options =>
        {
            options.ShardBytes = megabytes is { } size ? (long)size << 20 : options.ShardBytes;
            options.ShardAge = seconds is { } age ? TimeSpan.FromSeconds(age) : options.ShardAge;
        };
    }
}
