namespace Orleans.Runtime;

/// <summary>Carries messages to other processes. The receiving end hands them to <see cref="CallRuntime.Receive"/>.</summary>
internal interface IMessageTransport
{
    /// <summary>Sends a message to <see cref="Message.TargetSilo"/>. Throws when the message cannot be encoded.</summary>
    void Send(Message message);
}
