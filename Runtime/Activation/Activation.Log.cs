using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <content>What is logged.</content>
internal sealed partial class Activation
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Grain {GrainId} could not be activated.")]
    private static partial void LogActivationFailed(ILogger logger, Exception exception, GrainId grainId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Grain {GrainId} failed while it was deactivated; its last changes may not have been saved.")]
    private static partial void LogDeactivationFailed(ILogger logger, Exception exception, GrainId grainId);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Grain {GrainId} is deactivated: {Reason}")]
    private static partial void LogDeactivating(ILogger logger, GrainId grainId, DeactivationReason reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The predicate that decides which calls may interleave failed for grain {GrainId}.")]
    private static partial void LogInterleavePredicateFailed(ILogger logger, Exception exception, GrainId grainId);
}
