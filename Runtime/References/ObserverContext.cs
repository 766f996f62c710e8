using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <summary>Calls an observer, one call at a time in the order they were sent. The observer is held weakly.</summary>
internal sealed class ObserverContext(GrainId id, IGrainObserver observer, CallRuntime calls, ILogger logger) : GrainContext(id, calls, logger)
{
    private readonly WeakReference<IGrainObserver> _observer = new(observer);
    private readonly TaskCompletionSource _deactivated = new();
    private RequestQueue _waiting;
    private RequestBase? _running;
    private volatile bool _isClosed;

    public override bool IsOpen => !_isClosed;

    public override object? GrainInstance => _observer.TryGetTarget(out var target) ? target : null;

    public override IServiceProvider ActivationServices => Calls.Services;

    public override IGrainLifecycle ObservableLifecycle => throw new NotSupportedException("An observer has no lifecycle.");

    public override Task Deactivated => _deactivated.Task;

    public override void Dispatch(RequestBase request)
    {
        if (_running is null)
        {
            Start(request);
        }
        else
        {
            _waiting.Add(request);
        }
    }

    public override void AfterItem()
    {
        while (_running is null && _waiting.Take() is { } request)
        {
            Start(request);
        }
    }

    public override void OnCallEnded(RequestBase request) => _running = null;

    public override void Activate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken = default)
    {
    }

    public override void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        _isClosed = true;
        _deactivated.TrySetResult();
    }

    private void Start(RequestBase request)
    {
        if (_isClosed || GrainInstance is null)
        {
            Calls.Reject(request, new ClientNotAvailableException(GrainId));
            return;
        }

        var executionContext = ExecutionContext.Capture();
        if (request.RequestContextData is { } context)
        {
            RequestContext.CallContextData = context;
        }

        if (!request.Start(this))
        {
            _running = request;
        }

        RestoreExecutionContext(executionContext);
    }
}
