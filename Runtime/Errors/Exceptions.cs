namespace Orleans.Runtime;

/// <summary>The base of the runtime's own errors.</summary>
public class OrleansException : Exception
{
    /// <summary>Creates an error.</summary>
    public OrleansException()
        : base("Unexpected error.")
    {
    }

    /// <summary>Creates an error.</summary>
    /// <param name="message">The message.</param>
    public OrleansException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an error.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">Its cause.</param>
    public OrleansException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>A limit was exceeded, such as the number of calls that may wait for a grain. The call did not run; it may be retried later.</summary>
public sealed class LimitExceededException : OrleansException
{
    /// <summary>Creates an error.</summary>
    public LimitExceededException()
        : base("Limit exceeded.")
    {
    }

    /// <summary>Creates an error.</summary>
    /// <param name="message">The message.</param>
    public LimitExceededException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an error.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">Its cause.</param>
    public LimitExceededException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates an error.</summary>
    /// <param name="limitName">The limit.</param>
    /// <param name="current">The number reached.</param>
    /// <param name="threshold">The number allowed.</param>
    /// <param name="extraInfo">What exceeded it.</param>
    public LimitExceededException(string limitName, int current, int threshold, object extraInfo)
        : base($"Limit exceeded: {limitName} is {threshold}, and {current} are waiting for {extraInfo}.")
    {
    }
}

/// <summary>The runtime did not deliver a call. Whether it ran is not known unless the message says so.</summary>
public class OrleansMessageRejectionException : OrleansException
{
    /// <summary>Creates an error.</summary>
    /// <param name="message">The message.</param>
    public OrleansMessageRejectionException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an error.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">Its cause.</param>
    public OrleansMessageRejectionException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>The silo of the callee is not there any more, or stops. Whether the call ran is not known.</summary>
public sealed class SiloUnavailableException : OrleansMessageRejectionException
{
    /// <summary>Creates an error.</summary>
    public SiloUnavailableException()
        : base("The silo is not available.")
    {
    }

    /// <summary>Creates an error.</summary>
    /// <param name="msg">The message.</param>
    public SiloUnavailableException(string msg)
        : base(msg)
    {
    }

    /// <summary>Creates an error.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">Its cause.</param>
    public SiloUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>The object behind an observer is gone.</summary>
public sealed class ClientNotAvailableException : OrleansException
{
    internal ClientNotAvailableException(GrainId clientId)
        : base($"No client or observer '{clientId}' is known.")
    {
    }

    /// <summary>Creates an error.</summary>
    /// <param name="message">The message.</param>
    public ClientNotAvailableException(string message)
        : base(message)
    {
    }
}

/// <summary>A call was made to a grain extension that the grain does not have.</summary>
public sealed class GrainExtensionNotInstalledException : OrleansException
{
    /// <summary>Creates an error.</summary>
    public GrainExtensionNotInstalledException()
        : base("The grain extension is not installed.")
    {
    }

    /// <summary>Creates an error.</summary>
    /// <param name="message">The message.</param>
    public GrainExtensionNotInstalledException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an error.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">Its cause.</param>
    public GrainExtensionNotInstalledException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>The configuration cannot work.</summary>
public sealed class OrleansConfigurationException : Exception
{
    /// <summary>Creates an error.</summary>
    /// <param name="message">The message.</param>
    public OrleansConfigurationException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an error.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">Its cause.</param>
    public OrleansConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>An enumeration of a grain's results was given up: the caller was away for too long, or the grain was deactivated.</summary>
public sealed class EnumerationAbortedException : Exception
{
    /// <summary>Creates an error.</summary>
    public EnumerationAbortedException()
    {
    }

    /// <summary>Creates an error.</summary>
    /// <param name="message">The message.</param>
    public EnumerationAbortedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an error.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">Its cause.</param>
    public EnumerationAbortedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
