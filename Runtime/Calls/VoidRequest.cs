using System.ComponentModel;
using Orleans.CodeGeneration;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>A call to a method that returns nothing, such as an observer's: sent, and not waited for.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class VoidRequest : CallRequest<NoResult>
{
    /// <summary>Creates a one-way request.</summary>
    protected VoidRequest() => AddInvokeMethodOptions(InvokeMethodOptions.OneWay);

    /// <inheritdoc/>
    public sealed override ValueTask<Response> Invoke()
    {
        try
        {
            InvokeInner();
            return ValueTask.FromResult(Response.Completed);
        }
        catch (Exception exception)
        {
            return ValueTask.FromResult(Response.FromException(exception));
        }
    }

    /// <summary>Calls the method.</summary>
    protected abstract void InvokeInner();

    private protected sealed override bool StartMethod(ICallTarget target)
    {
        InvokeInner();
        EndWithResult(default);
        return true;
    }
}
