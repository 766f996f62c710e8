namespace Orleans.Serialization;

/// <summary>A member was written in a form that its present type cannot be read from.</summary>
/// <param name="message">What was found, and what was expected.</param>
public sealed class UnsupportedWireTypeException(string message) : SerializerException(message);
