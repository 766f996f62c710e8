using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>A subscription's consumer failed on an item so often that it was given up; the items after it go on.</summary>
[GenerateSerializer]
public sealed class StreamEventDeliveryFailureException : OrleansException
{
    /// <summary>Creates an error.</summary>
    public StreamEventDeliveryFailureException()
    {
    }

    /// <summary>Creates an error.</summary>
    /// <param name="message">The message.</param>
    public StreamEventDeliveryFailureException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an error.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">Its cause.</param>
    public StreamEventDeliveryFailureException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
