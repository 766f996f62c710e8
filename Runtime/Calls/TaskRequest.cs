using System.ComponentModel;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>A call to a method that returns <see cref="Task"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class TaskRequest : CallRequest<NoResult>
{
    /// <inheritdoc/>
    public sealed override async ValueTask<Response> Invoke()
    {
        try
        {
            await InvokeInner().ConfigureAwait(true);
            return Response.Completed;
        }
        catch (Exception exception)
        {
            return Response.FromException(exception);
        }
    }

    /// <summary>Calls the method.</summary>
    /// <returns>The method's task.</returns>
    protected abstract Task InvokeInner();

    private protected sealed override bool StartMethod(ICallTarget target) => AwaitMethod(InvokeInner(), target);
}

/// <summary>A call to a method that returns <see cref="Task{TResult}"/>.</summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class TaskRequest<TResult> : CallRequest<TResult>
{
    /// <inheritdoc/>
    public sealed override async ValueTask<Response> Invoke()
    {
        try
        {
            return Response.FromResult(await InvokeInner().ConfigureAwait(true));
        }
        catch (Exception exception)
        {
            return Response.FromException(exception);
        }
    }

    /// <summary>Calls the method.</summary>
    /// <returns>The method's task.</returns>
    protected abstract Task<TResult> InvokeInner();

    private protected sealed override bool StartMethod(ICallTarget target) => StartTask(InvokeInner(), target);
}
