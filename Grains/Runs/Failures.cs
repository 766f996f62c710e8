namespace RlOrleans.Runs;

/// <summary>What a person is told of a failure.</summary>
internal static class Failures
{
    /// <summary>
    /// The sentence that names the cause: a run's own error speaks for itself, and of anything else the innermost one
    /// does ("No space left on device" rather than what was being stored when it happened).
    /// </summary>
    public static string Reason(Exception exception)
        => exception is RunException ? exception.Message : exception.GetBaseException().Message;
}
