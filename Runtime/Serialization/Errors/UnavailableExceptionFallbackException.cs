namespace Orleans.Serialization;

/// <summary>Takes the place of an exception whose type this process does not know.</summary>
public sealed class UnavailableExceptionFallbackException : Exception
{
    /// <summary>Creates the exception with a general message.</summary>
    public UnavailableExceptionFallbackException() { }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public UnavailableExceptionFallbackException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>What else the original exception carried, by name.</summary>
    public Dictionary<string, object?> Properties { get; } = [];

    /// <summary>The name of the original exception's type.</summary>
    public string? ExceptionType { get; internal set; }

    /// <inheritdoc/>
    public override string ToString() =>
        string.IsNullOrWhiteSpace(ExceptionType)
            ? $"Unknown exception: {base.ToString()}"
            : $"Unknown exception of type {ExceptionType}: {base.ToString()}";
}
