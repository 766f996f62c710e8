using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <content>What the callee keeps about the call.</content>
public abstract partial class RequestBase
{
    private CancellationTokenSource? _calleeCancellation;
    private volatile bool _isCalleeCancelled;

    /// <summary>The message that the call was decoded from; <see langword="null"/> for a call within the process.</summary>
    internal Message? Envelope { get; set; }

    /// <summary>The context that runs the call.</summary>
    internal ICallTarget? Target { get; set; }

    internal bool IsCalleeCancelled => _isCalleeCancelled;

    /// <summary>How often the call was sent on because its activation had ended.</summary>
    internal int ForwardCount { get; set; }

    /// <summary>Whether the call is dropped, not sent on, when its activation has ended.</summary>
    internal virtual bool IsLocalOnly => false;

    /// <summary>Whether the call does not count as use of the grain.</summary>
    internal virtual bool KeepsIdle => false;

    internal sealed override void Execute(TurnScheduler scheduler) => scheduler.Owner.Dispatch(this);

    /// <summary>Runs the method. Returns whether it has ended; if not, the target is told later.</summary>
    internal abstract bool Start(ICallTarget target);

    /// <summary>Runs the method behind the filters of incoming calls. Returns whether it has ended.</summary>
    internal bool StartThroughFilters(ICallTarget target)
    {
        Target = target;
        var call = IncomingCallContext.Run(this, target);
        if (call.IsCompletedSuccessfully)
        {
            Respond(call.Result);
            return true;
        }

        _ = RespondLater(call.AsTask(), target);
        return false;
    }

    /// <summary>Sends the outcome of a call that did not run through <see cref="Start"/>.</summary>
    internal abstract void Respond(Response response);

    /// <summary>The token that the method runs with: the caller's travels as a signal, not as an object.</summary>
    /// <returns>The token.</returns>
    protected CancellationToken GetCalleeToken()
    {
        // A caller without a token of its own can still time out, which may cancel the callee.
        if (Envelope is null && !GetCancellationToken().CanBeCanceled && !Target!.Calls.CancelsOnTimeout)
        {
            return CancellationToken.None;
        }

        var source = new CancellationTokenSource();
        _calleeCancellation = source;

        // The signal may have come between the start of the turn and here.
        if (_isCalleeCancelled)
        {
            source.Cancel();
        }

        return source.Token;
    }

    internal void MarkCancelled() => _isCalleeCancelled = true;

    /// <summary>Cancels the token that the method runs with. To be called in a turn of the callee.</summary>
    internal bool CancelCallee()
    {
        _isCalleeCancelled = true;
        _calleeCancellation?.Cancel();
        return true;
    }

    private async Task RespondLater(Task<Response> call, ICallTarget target)
    {
        Response response;
        try
        {
            response = await call.ConfigureAwait(true);
        }
        catch (Exception exception)
        {
            response = Response.FromException(exception);
        }

        Respond(response);
        target.OnCallEnded(this);
    }
}
