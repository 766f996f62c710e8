using Microsoft.Extensions.Logging;

namespace RlOrleans.Worker.Uploads;

public sealed partial class UploadWorker
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Shards} shard(s) with {Episodes} episode(s) are in {Dataset}{Revision}")]
    private partial void LogCommitted(int shards, int episodes, string dataset, string revision);

    [LoggerMessage(Level = LogLevel.Warning, Message = "attempt {Attempt} failed, the next follows in {Seconds:F1} s: {Reason}")]
    private partial void LogObstacle(int attempt, double seconds, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "shard {Key}: {Reason} (last delivery: {IsLast})")]
    private partial void LogBadShard(string key, string reason, bool isLast);

    [LoggerMessage(Level = LogLevel.Warning, Message = "a message cannot be understood and is buried: {Message}: {Reason}")]
    private partial void LogBadMessage(string message, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "message {Message} is left to be delivered again: {Reason}")]
    private partial void LogMessageLost(string message, string reason);
}
