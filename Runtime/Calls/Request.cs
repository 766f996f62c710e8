using System.ComponentModel;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>A call to a method that returns <see cref="ValueTask"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class Request : CallRequest<NoResult>
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
    protected abstract ValueTask InvokeInner();

    private protected sealed override bool StartMethod(ICallTarget target) => AwaitMethod(InvokeInner().AsTask(), target);
}

/// <summary>A call to a method that returns <see cref="ValueTask{TResult}"/>.</summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class Request<TResult> : CallRequest<TResult>
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
    protected abstract ValueTask<TResult> InvokeInner();

    private protected sealed override bool StartMethod(ICallTarget target)
    {
        var task = InvokeInner();
        if (task.IsCompletedSuccessfully)
        {
            EndWithResult(task.Result);
            return true;
        }

        return StartTask(task.AsTask(), target);
    }
}
