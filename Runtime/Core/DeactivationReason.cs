namespace Orleans;

/// <summary>Why an activation was deactivated.</summary>
public readonly struct DeactivationReason
{
    /// <summary>Creates a reason without an exception.</summary>
    /// <param name="code">The kind of reason.</param>
    /// <param name="text">One sentence for people.</param>
    public DeactivationReason(DeactivationReasonCode code, string text)
        : this(code, null, text)
    {
    }

    /// <summary>Creates a reason.</summary>
    /// <param name="code">The kind of reason.</param>
    /// <param name="exception">The exception that led to it, if there was one.</param>
    /// <param name="text">One sentence for people.</param>
    public DeactivationReason(DeactivationReasonCode code, Exception? exception, string text)
    {
        ReasonCode = code;
        Exception = exception;
        Description = text;
    }

    /// <summary>One sentence for people.</summary>
    public string Description { get; }

    /// <summary>The kind of reason.</summary>
    public DeactivationReasonCode ReasonCode { get; }

    /// <summary>The exception that led to the deactivation, if there was one.</summary>
    public Exception? Exception { get; }

    /// <inheritdoc/>
    public override string ToString() =>
        Exception is null ? $"{ReasonCode}: {Description}" : $"{ReasonCode}: {Description}. Exception: {Exception}";
}
