using System.ComponentModel;
using System.Runtime.CompilerServices;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>A call whose outcome somebody may wait for.</summary>
/// <typeparam name="TResult">The type of the result; <see cref="NoResult"/> where there is none.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class CallRequest<TResult> : RequestBase
{
    private static readonly Action<Task, object?> OnMethodEnded =
        static (task, state) => ((CallRequest<TResult>)state!).EndMethod(task);

    private static readonly Task<TResult> SentOneWay = Task.FromResult(default(TResult)!);

    // A task builder is a completion source in one field: the request itself is the only other allocation of a call.
    private AsyncTaskMethodBuilder<TResult> _caller;
    private TResult? _result;
    private Exception? _exception;

    private protected CallRequest()
    {
    }

    /// <summary>Whether the result may be handed over without a copy.</summary>
    protected virtual bool IsResultImmutable => false;

    internal Task<TResult> Send(GrainReference reference)
    {
        var calls = reference.Shared.Calls;
        if (calls.HasOutgoingFilters)
        {
            return SendThroughFilters(calls, reference);
        }

        if (IsOneWay)
        {
            calls.Send(this, reference);
            return SentOneWay;
        }

        var task = _caller.Task;
        calls.Send(this, reference);
        return task;
    }

    /// <summary>Sends the request and hands back the outcome as a value, for filters.</summary>
    internal async Task<Response> SendForResponse(GrainReference reference)
    {
        var task = IsOneWay ? SentOneWay : _caller.Task;
        reference.Shared.Calls.Send(this, reference);
        try
        {
            return Response.FromResult(await task.ConfigureAwait(true));
        }
        catch (Exception exception)
        {
            return Response.FromException(exception);
        }
    }

    internal sealed override bool Start(ICallTarget target)
    {
        Target = target;
        try
        {
            SetTarget(target);
            return StartMethod(target);
        }
        catch (Exception exception)
        {
            EndWithException(exception);
            return true;
        }
    }

    internal sealed override void Respond(Response response)
    {
        if (response.Exception is { } exception)
        {
            EndWithException(exception);
            return;
        }

        try
        {
            EndWithResult(ResultOf(response));
        }
        catch (Exception failure)
        {
            EndWithException(failure);
        }
    }

    internal sealed override void WriteResult(ref Writer writer, Response response)
    {
        if (typeof(TResult) != typeof(NoResult))
        {
            writer.WriteValue(ResultOf(response));
        }
    }

    internal sealed override Response ReadResult(ref Reader reader) =>
        typeof(TResult) == typeof(NoResult) ? Response.Completed : Response.FromResult(reader.ReadValue<TResult>());

    private protected abstract bool StartMethod(ICallTarget target);

    private protected bool StartTask(Task<TResult> task, ICallTarget target)
    {
        if (task.IsCompletedSuccessfully)
        {
            EndWithResult(task.Result);
            return true;
        }

        return AwaitMethod(task, target);
    }

    private protected bool AwaitMethod(Task task, ICallTarget target)
    {
        if (task.IsCompleted)
        {
            EndWithTask(task);
            return true;
        }

        // Runs inline where the method ends in a turn of its grain, which it does unless it left the scheduler.
        task.ContinueWith(
            OnMethodEnded, this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.DenyChildAttach, target.Turns);
        return false;
    }

    private protected void EndWithResult(TResult result)
    {
        var calls = Target!.Calls;
        if (!IsResultImmutable)
        {
            try
            {
                result = calls.Copier.Copy(result);
            }
            catch (Exception exception)
            {
                EndWithException(exception);
                return;
            }
        }

        if (Envelope is not null)
        {
            calls.SendResponse(this, result);
        }
        else if (!IsOneWay && calls.Outstanding.TryRemove(this))
        {
            _result = result;
            NotifyCaller();
        }
    }

    private protected void EndWithException(Exception exception)
    {
        var calls = Target!.Calls;
        calls.OnMethodFailed(this, exception);
        if (Envelope is not null)
        {
            calls.SendFailure(this, exception);
        }
        else
        {
            FailCaller(exception);
        }
    }

    private protected override void StoreException(Exception exception) => _exception = exception;

    private protected override void StoreResponse(Response response)
    {
        try
        {
            if (response.Exception is { } exception)
            {
                _exception = exception;
            }
            else
            {
                _result = ResultOf(response);
            }
        }
        catch (Exception failure)
        {
            _exception = failure;
        }
    }

    private protected override void PublishOutcome()
    {
        if (_exception is { } exception)
        {
            _caller.SetException(exception);
        }
        else
        {
            _caller.SetResult(_result!);
        }
    }

    private static TResult ResultOf(Response response) =>
        typeof(TResult) == typeof(NoResult) ? default! : response.GetResult<TResult>();

    private void EndMethod(Task task)
    {
        EndWithTask(task);
        Target!.OnCallEnded(this);
    }

    private void EndWithTask(Task task)
    {
        if (task.IsCompletedSuccessfully)
        {
            EndWithResult(task is Task<TResult> typed ? typed.Result : default!);
        }
        else if (task.IsCanceled)
        {
            EndWithException(new TaskCanceledException(task));
        }
        else
        {
            EndWithException(task.Exception!.InnerException ?? task.Exception);
        }
    }

    private async Task<TResult> SendThroughFilters(CallRuntime calls, GrainReference reference)
    {
        var context = new OutgoingCallContext<TResult>(calls, this, reference);
        await context.Invoke().ConfigureAwait(true);
        return context.GetOutcome();
    }
}

/// <summary>Stands for the result of a call that has none.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct NoResult
{
}
