using Orleans.CodeGeneration;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>A call to a grain as an object.</summary>
public interface IRequest : IInvokable
{
    /// <summary>How the request is to be sent and run.</summary>
    InvokeMethodOptions Options { get; }

    /// <summary>Adds options.</summary>
    /// <param name="options">The options.</param>
    void AddInvokeMethodOptions(InvokeMethodOptions options);
}
