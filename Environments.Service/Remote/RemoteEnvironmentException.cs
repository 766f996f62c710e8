namespace RlOrleans.Environments.Service.Remote;

/// <summary>An environment service that cannot be reached, breaks its protocol, or refuses what it should not.</summary>
public sealed class RemoteEnvironmentException : IOException
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">What happened, with the address.</param>
    /// <param name="code">The code of the problem that the service answered with; null when it did not answer.</param>
    /// <param name="innerException">What it came from.</param>
    public RemoteEnvironmentException(string message, string? code = null, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>The code of the problem that the service answered with; null when it did not answer.</summary>
    public string? Code { get; }
}
