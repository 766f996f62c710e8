namespace RlOrleans.Environments;

/// <summary>A failure that no restart of a simulator can mend, so that whoever plays must end rather than go on without it.</summary>
public class FatalEnvironmentException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">What happened, as a sentence.</param>
    /// <param name="innerException">What it came from.</param>
    public FatalEnvironmentException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
