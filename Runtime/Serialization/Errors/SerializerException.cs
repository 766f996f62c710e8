namespace Orleans.Serialization;

/// <summary>A value could not be written, read or copied, or a message is not a valid message.</summary>
public class SerializerException : Exception
{
    /// <summary>Creates the exception with a general message.</summary>
    public SerializerException() { }

    /// <summary>Creates the exception with a message.</summary>
    public SerializerException(string message) : base(message) { }

    /// <summary>Creates the exception with a message and the failure that led to it.</summary>
    public SerializerException(string message, Exception innerException) : base(message, innerException) { }
}
