namespace Orleans.Runtime;

/// <summary>Where the calls to a grain id go within this process.</summary>
internal abstract class MessageTarget
{
    /// <summary>Whether calls are still taken in. A call that comes too late is sent on to the next target.</summary>
    public abstract bool IsOpen { get; }

    /// <summary>Queues a call. May be called from any thread.</summary>
    public abstract void Receive(RequestBase request);
}
