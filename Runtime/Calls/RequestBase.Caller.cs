using Orleans.CodeGeneration;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <content>What the caller keeps about the call.</content>
public abstract partial class RequestBase : IThreadPoolWorkItem
{
    private CancellationTokenRegistration _callerCancellation;

    /// <summary>The reference the call was made on; <see langword="null"/> for a call that was decoded from a message.</summary>
    internal GrainReference? Reference { get; private set; }

    /// <summary>The context whose turn made the call; <see langword="null"/> outside of turns.</summary>
    internal IGrainContext? Sender { get; private set; }

    /// <summary>The number under which the call stands in the table of outstanding calls.</summary>
    internal long CallId { get; set; }

    /// <summary>When the caller stops waiting, in timestamps of the runtime's clock.</summary>
    internal long Deadline { get; set; }

    internal Dictionary<string, object>? RequestContextData { get; set; }

    /// <summary>Whether nobody waits for the call any more.</summary>
    internal bool IsGivenUp { get; private set; }

    internal bool IsOneWay => (Options & InvokeMethodOptions.OneWay) != 0;

    internal GrainId TargetId => Envelope?.TargetGrain ?? Reference?.GrainId ?? default;

    internal GrainId? SourceId => Envelope is { } envelope ? envelope.SendingGrain : Sender?.GrainId;

    /// <summary>Delivers a result to the caller, who is told outside of the callee's turn.</summary>
    void IThreadPoolWorkItem.Execute() => PublishOutcome();

    internal void BindToCaller(GrainReference reference, IGrainContext? sender)
    {
        Reference = reference;
        Sender = sender;
        Options |= reference.Shared.InvokeMethodOptions;
        RequestContextData = RequestContext.CallContextData;
    }

    /// <summary>Ends the caller's wait with an exception, unless it has ended already.</summary>
    internal void FailCaller(Exception exception)
    {
        if (IsOneWay || !Reference!.Shared.Calls.Outstanding.TryRemove(this))
        {
            return;
        }

        IsGivenUp = true;
        StoreException(exception);
        NotifyCaller();
    }

    /// <summary>Takes the answer to a call that went over a wire.</summary>
    internal void AcceptResponse(Response response)
    {
        if (Reference!.Shared.Calls.Outstanding.TryRemove(this))
        {
            StoreResponse(response);
            NotifyCaller();
        }
    }

    /// <summary>Writes the result of a call that succeeded, as a value of the type that the method declares.</summary>
    internal abstract void WriteResult(ref Writer writer, Response response);

    /// <summary>Reads what <see cref="WriteResult"/> wrote.</summary>
    internal abstract Response ReadResult(ref Reader reader);

    internal void WatchCallerCancellation(CancellationToken token)
    {
        if (token.CanBeCanceled)
        {
            _callerCancellation = token.UnsafeRegister(
                static (state, cancelled) => ((RequestBase)state!).OnCallerCancelled(cancelled), this);
        }
    }

    /// <summary>Puts the outcome where the caller finds it.</summary>
    private protected abstract void StoreException(Exception exception);

    private protected abstract void StoreResponse(Response response);

    /// <summary>Completes what the caller awaits with the stored outcome.</summary>
    private protected abstract void PublishOutcome();

    private protected void NotifyCaller()
    {
        // Unregister, not Dispose: Dispose would wait for a callback that may be waiting for this very turn.
        _callerCancellation.Unregister();
        if (Sender is not null)
        {
            // The continuation was captured by the sender's scheduler, so that it is only queued here.
            PublishOutcome();
        }
        else
        {
            // The continuation may run right there, on the thread that completes the call: not inside this turn.
            TurnWorker.Schedule(this);
        }
    }

    private void OnCallerCancelled(CancellationToken token)
    {
        var calls = Reference!.Shared.Calls;
        if (!calls.WaitForCancellationAcknowledgement)
        {
            FailCaller(new OperationCanceledException(token));
        }

        calls.CancelCallee(this);
    }
}
