using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <content>What is logged.</content>
internal abstract partial class GrainContext
{
    [LoggerMessage(Level = LogLevel.Error, Message = "An action that was queued on grain {GrainId} failed.")]
    private static partial void LogActionFailed(ILogger logger, Exception exception, GrainId grainId);
}
