using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Runtime;

/// <summary>
/// Sends every message to this very process, but through its bytes: what works here works between processes. Test clusters
/// use it to prove that nothing depends on shared memory.
/// </summary>
internal sealed class LoopbackTransport(MessageCodec codec, IServiceProvider services) : IMessageTransport
{
    // Resolved late: the receiver is what sends through this transport.
    private CallRuntime Receiver => field ??= services.GetRequiredService<CallRuntime>();

    public void Send(Message message) => Receiver.Receive(codec.Decode(codec.Encode(message), Receiver.Outstanding.Find));
}
