using System.Runtime.Serialization;

using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>
/// The stored state is not the one that the grain read last: another activation wrote or cleared it. The activation holds
/// outdated state, and is deactivated by the runtime when the exception leaves one of its methods.
/// </summary>
public class InconsistentStateException : OrleansException
{
    /// <summary>Creates the exception with a general message.</summary>
    public InconsistentStateException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public InconsistentStateException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public InconsistentStateException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception with both ETags.</summary>
    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag)
        : this(errorMsg, storedEtag, currentEtag, null)
    {
    }

    /// <summary>Creates the exception with both ETags and its cause.</summary>
    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag, Exception? storageException)
        : base(errorMsg, storageException)
    {
        StoredEtag = storedEtag;
        CurrentEtag = currentEtag;
    }

    /// <summary>Creates the exception with both ETags, its cause, and the message of the cause.</summary>
    public InconsistentStateException(string? storedEtag, string? currentEtag, Exception storageException)
        : this(storageException?.Message ?? "", storedEtag, currentEtag, storageException)
    {
    }

    /// <summary>Restores an exception that was thrown in another process.</summary>
    [Obsolete("Called by the serializer only.", DiagnosticId = "SYSLIB0051")]
    protected InconsistentStateException(SerializationInfo info, StreamingContext context)
    {
        ArgumentNullException.ThrowIfNull(info);
        StoredEtag = info.GetString(nameof(StoredEtag));
        CurrentEtag = info.GetString(nameof(CurrentEtag));
    }

    /// <summary>The ETag in storage; null if there is no record.</summary>
    public string? StoredEtag { get; }

    /// <summary>The ETag that the grain holds; null if it found no record.</summary>
    public string? CurrentEtag { get; }

    /// <summary>Whether it was the activation that lets the exception out whose state is outdated, and not one that it called.</summary>
    internal bool IsSourceActivation { get; set; } = true;

    /// <inheritdoc/>
    [Obsolete("Called by the serializer only.", DiagnosticId = "SYSLIB0051")]
    public override void GetObjectData(SerializationInfo info, StreamingContext context)
    {
        base.GetObjectData(info, context);
        info.AddValue(nameof(StoredEtag), StoredEtag);
        info.AddValue(nameof(CurrentEtag), CurrentEtag);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{GetType().Name}: {Message} Stored ETag: {StoredEtag ?? "none"}. ETag of the grain: {CurrentEtag ?? "none"}. {InnerException}";
}
