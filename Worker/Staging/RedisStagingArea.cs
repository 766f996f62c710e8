using System.Collections.Immutable;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using RlOrleans.Uploads;
using StackExchange.Redis;

namespace RlOrleans.Worker.Staging;

/// <summary>
/// A staging area in Redis. Frames have no expiry; receipts expire after a week, which is longer than anybody who waits
/// for one is away. The server must not evict keys: at the first connection its settings are looked at.
/// </summary>
public sealed partial class RedisStagingArea : IStagingArea
{
    private const string ReceiptSuffix = ":receipt";
    private static readonly TimeSpan ReceiptLifetime = TimeSpan.FromDays(7);
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5);

    /// <summary>For one command; a shard of hundreds of megabytes has to fit into it.</summary>
    private static readonly TimeSpan CommandPatience = TimeSpan.FromSeconds(60);

    // The deletion comes first: a server without memory lets a script go on to write that has freed some.
    private const string ReplaceByReceipt = "redis.call('DEL', KEYS[1]) redis.call('SET', KEYS[2], ARGV[1], 'EX', ARGV[2])";

    private readonly RedisAddress _address;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private ConnectionMultiplexer? _connection;

    /// <summary>Connects when it is first used.</summary>
    public RedisStagingArea(RedisAddress address, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(address);
        _address = address;
        _logger = logger;
    }

    /// <inheritdoc/>
    public Task PutAsync(string key, ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        // The client takes whole arrays only.
        byte[] value = GC.AllocateUninitializedArray<byte>(frame.Length);
        frame.CopyTo(value);
        return CallAsync(database => database.StringSetAsync(key, value), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<byte[]?> GetAsync(string key, CancellationToken cancellationToken) =>
        CallAsync(async database => (byte[]?)await database.StringGetAsync(key).ConfigureAwait(false), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> ContainsAsync(string key, CancellationToken cancellationToken) =>
        CallAsync(database => database.KeyExistsAsync(key), cancellationToken);

    /// <inheritdoc/>
    public Task PutReceiptAsync(ShardReceipt receipt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        RedisKey key = receipt.Key, receiptKey = receipt.Key + ReceiptSuffix;
        byte[] text = ReceiptText.Write(receipt);
        return receipt.Failure is null
            ? CallAsync(database => database.ScriptEvaluateAsync(ReplaceByReceipt, [key, receiptKey], [text, (long)ReceiptLifetime.TotalSeconds]), cancellationToken)
            : CallAsync(database => database.StringSetAsync(receiptKey, text, ReceiptLifetime), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<ShardReceipt>> FindReceiptsAsync(ImmutableArray<string> keys, CancellationToken cancellationToken)
    {
        if (keys.IsEmpty)
            return [];
        RedisKey[] receiptKeys = [.. keys.Select(key => (RedisKey)(key + ReceiptSuffix))];
        RedisValue[] values = await CallAsync(database => database.StringGetAsync(receiptKeys), cancellationToken).ConfigureAwait(false);
        return [.. keys.Zip(values).Where(pair => pair.Second.HasValue).Select(pair => ReceiptText.Read(pair.First, (byte[])pair.Second!)).OfType<ShardReceipt>()];
    }

    /// <inheritdoc/>
    public Task DeleteReceiptsAsync(ImmutableArray<string> keys, CancellationToken cancellationToken) => keys.IsEmpty
        ? Task.CompletedTask
        : CallAsync(database => database.KeyDeleteAsync([.. keys.Select(key => (RedisKey)(key + ReceiptSuffix))]), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _connection?.Dispose();
        _connecting.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Connects, and warns of settings that would lose shards.</summary>
    /// <exception cref="IOException">Nobody answers, or the password is refused.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken) =>
        await CallAsync(database => database.PingAsync(), cancellationToken).ConfigureAwait(false);

    private async Task<T> CallAsync<T>(Func<IDatabase, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            ConnectionMultiplexer connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
            return await call(connection.GetDatabase(_address.Database)).WaitAsync(CommandPatience, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is RedisException or TimeoutException or SocketException)
        {
            throw new IOException($"Redis at {_address}: {Reason(error)}", error);
        }
    }

    private async Task<ConnectionMultiplexer> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_connection is { IsConnected: true } connected)
            return connected;
        await _connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_connection is { } existing)
            {
                // It reconnects by itself; until then each call fails on its own.
                return existing;
            }

            var options = new ConfigurationOptions
            {
                EndPoints = { { _address.Host, _address.Port } },
                Password = _address.Password,
                Ssl = _address.Tls,
                AbortOnConnectFail = true,
                ConnectTimeout = (int)ConnectPatience.TotalMilliseconds,
                ReconnectRetryPolicy = new LinearRetry(500),
                ConnectRetry = 1,

                // The client takes INFO for an administrator's command.
                AllowAdmin = true,
            };
            ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(options).WaitAsync(ConnectPatience * 2, cancellationToken).ConfigureAwait(false);
            await CheckSettingsAsync(connection).ConfigureAwait(false);
            _connection = connection;
            return connection;
        }
        finally
        {
            _connecting.Release();
        }
    }

    // INFO rather than CONFIG: the latter is often forbidden, and the former tells as much.
    private async Task CheckSettingsAsync(ConnectionMultiplexer connection)
    {
        Dictionary<string, string> info;
        try
        {
            info = (await connection.GetServer(_address.Host, _address.Port).InfoAsync().ConfigureAwait(false))
                .SelectMany(group => group)
                .GroupBy(pair => pair.Key)
                .ToDictionary(group => group.Key, group => group.First().Value);
        }
        catch (RedisServerException error)
        {
            LogSettingsUnknown(_address.ToString(), error.Message);
            return;
        }

        if (info.TryGetValue("maxmemory_policy", out string? policy) && policy != "noeviction")
            LogEviction(_address.ToString(), policy);
        if (info.GetValueOrDefault("aof_enabled") == "0")
            LogNoAppendOnlyFile(_address.ToString());
    }

    private static string Reason(Exception error) => error switch
    {
        RedisServerException when error.Message.StartsWith("OOM", StringComparison.Ordinal) =>
            "it is out of memory (maxmemory); workers make room as they upload",
        RedisServerException when error.Message.StartsWith("NOAUTH", StringComparison.Ordinal) || error.Message.StartsWith("WRONGPASS", StringComparison.Ordinal) =>
            "the password is missing or wrong (REDIS_PASSWORD)",
        TimeoutException => "no answer in time",
        RedisConnectionException when error.ToString().Contains("NOAUTH", StringComparison.Ordinal) || error.ToString().Contains("WRONGPASS", StringComparison.Ordinal) =>
            "the password is missing or wrong (REDIS_PASSWORD)",
        RedisConnectionException connection => $"not connected ({connection.FailureType})",
        _ => error.GetBaseException().Message,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis at {Server} may throw staged episodes away when its memory is full: its maxmemory-policy is {Policy}, and must be noeviction.")]
    private partial void LogEviction(string server, string policy);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis at {Server} does not tell its settings ({Reason}); its maxmemory-policy must be noeviction.")]
    private partial void LogSettingsUnknown(string server, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis at {Server} keeps staged episodes in memory only; turn its append-only file on (appendonly yes). Until then a restart has them staged again.")]
    private partial void LogNoAppendOnlyFile(string server);
}
