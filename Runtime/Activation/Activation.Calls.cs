using Orleans.CodeGeneration;

namespace Orleans.Runtime;

/// <content>Which call starts when.</content>
internal sealed partial class Activation
{
    private readonly List<RequestBase> _running = [];
    private Dictionary<Guid, int>? _reentrantSections;
    private RequestQueue _waiting;
    private RequestBase? _blocking;
    private int _queued;

    /// <summary>Calls that were received and have not ended.</summary>
    public int Load => Volatile.Read(ref _queued);

    public bool IsIdle => _blocking is null && _running.Count == 0 && _waiting.IsEmpty;

    public override void Receive(RequestBase request)
    {
        if (_class.TracksLoad)
        {
            var queued = Interlocked.Increment(ref _queued);
            if (_class.MaxQueued > 0 && queued > _class.MaxQueued)
            {
                Interlocked.Decrement(ref _queued);
                Calls.Reject(request, new LimitExceededException(_class.MaxQueuedName, queued - 1, _class.MaxQueued, this));
                return;
            }
        }

        Turns.Enqueue(request);
    }

    public override void Dispatch(RequestBase request)
    {
        switch (_state)
        {
            case ActivationState.Valid when MayStart(request):
                Start(request);
                break;
            case ActivationState.Ended when _reason.ReasonCode == DeactivationReasonCode.ActivationFailed && _reason.Exception is { } failure:
                // It was sent to an activation that never came to be: its caller learns why, and the grain is not tried again.
                Release(request);
                Calls.Reject(request, failure);
                break;
            case ActivationState.Ended:
                Forward(request);
                break;
            default:
                _waiting.Add(request);
                break;
        }
    }

    public override void AfterItem()
    {
        if (!_waiting.IsEmpty && _state == ActivationState.Valid)
        {
            StartWaiting();
        }

        if (_state == ActivationState.Deactivating && _running.Count == 0)
        {
            FinishDeactivation();
        }
    }

    public override void OnCallEnded(RequestBase request)
    {
        _running.Remove(request);
        Release(request);
    }

    public void EnterReentrantSection(Guid id)
    {
        _reentrantSections ??= [];
        _reentrantSections[id] = _reentrantSections.GetValueOrDefault(id) + 1;
    }

    public void LeaveReentrantSection(Guid id)
    {
        if (_reentrantSections is not null && _reentrantSections.TryGetValue(id, out var count))
        {
            if (count == 1)
            {
                _reentrantSections.Remove(id);
            }
            else
            {
                _reentrantSections[id] = count - 1;
            }
        }
    }

    /// <summary>Cancels a call that runs or waits here, by what a message says of it. To be called in a turn.</summary>
    public void CancelCall(GrainId? sender, long callId)
    {
        bool IsWanted(RequestBase request) => request.Envelope is { } envelope && envelope.CallId == callId && envelope.SendingGrain == sender;

        if (_running.Find(IsWanted) is { } running)
        {
            running.CancelCallee();
        }
        else if (_waiting.TakeFirst(IsWanted) is { } waiting)
        {
            waiting.CancelCallee();
            Start(waiting);
        }
    }

    private void Start(RequestBase request)
    {
        if (Calls.IsExpired(request))
        {
            Release(request);
            return;
        }

        if (request.IsCalleeCancelled)
        {
            request.Target = this;
            request.Respond(Serialization.Invocation.Response.FromException(new OperationCanceledException("The caller cancelled the call before it started.")));
            Release(request);
            return;
        }

        if (_blocking is null && (request.Options & InvokeMethodOptions.AlwaysInterleave) == 0)
        {
            _blocking = request;
        }

        if (!request.KeepsIdle)
        {
            _lastUse = _catalog.CoarseTimestamp;
        }

        var executionContext = ExecutionContext.Capture();
        if (request.RequestContextData is { } context)
        {
            RequestContext.CallContextData = context;
        }

        var ended = Calls.HasIncomingFilters || _instance is IIncomingGrainCallFilter
            ? request.StartThroughFilters(this)
            : request.Start(this);
        RestoreExecutionContext(executionContext);
        if (ended)
        {
            Release(request);
        }
        else
        {
            _running.Add(request);
        }
    }

    private void Release(RequestBase request)
    {
        if (ReferenceEquals(_blocking, request))
        {
            // Of several read-only calls, the last one still keeps writers out.
            _blocking = _running.Count == 0 ? null : _running.Find(static running => (running.Options & InvokeMethodOptions.AlwaysInterleave) == 0);
        }

        if (_class.TracksLoad)
        {
            Interlocked.Decrement(ref _queued);
        }
    }

    private void StartWaiting()
    {
        while (_state == ActivationState.Valid && _waiting.TakeFirst(MayStartPredicate) is { } request)
        {
            Start(request);
        }
    }

    private Func<RequestBase, bool> MayStartPredicate => field ??= MayStart;

    private bool MayStart(RequestBase request)
    {
        if (_blocking is not { } blocking || (request.Options & InvokeMethodOptions.AlwaysInterleave) != 0 || _class.IsReentrant)
        {
            return true;
        }

        if ((blocking.Options & request.Options & InvokeMethodOptions.ReadOnly) != 0)
        {
            return true;
        }

        if (_reentrantSections is { Count: > 0 } sections
            && request.RequestContextData is { } context
            && context.TryGetValue(RequestContext.ReentrancyIdKey, out var id)
            && id is Guid chain
            && sections.ContainsKey(chain))
        {
            return true;
        }

        return _class.MayInterleave is { } mayInterleave && AskPredicate(mayInterleave, blocking, request);
    }

    private bool AskPredicate(Func<object?, Serialization.Invocation.IInvokable, bool> mayInterleave, RequestBase blocking, RequestBase request)
    {
        try
        {
            return mayInterleave(_instance, request) || mayInterleave(_instance, blocking);
        }
        catch (Exception exception)
        {
            LogInterleavePredicateFailed(Logger, exception, GrainId);
            return false;
        }
    }

    /// <summary>Sends calls that came too late to the next activation.</summary>
    private void Forward(RequestBase request)
    {
        if (request.IsLocalOnly)
        {
            return;
        }

        Calls.Forward(request);
    }
}
