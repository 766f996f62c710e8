using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Runtime;

/// <content>How an activation begins and ends.</content>
internal sealed partial class Activation
{
    private readonly GrainLifecycle _lifecycle;
    private readonly TaskCompletionSource _deactivated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _ending = new();
    private List<GrainTimer>? _timers;
    private DeactivationReason _reason;
    private int _isDeactivationRequested;
    private bool _isFinishing;
    private long _lastUse;
    private long _keepAliveUntil;

    /// <summary>When a call last started, in timestamps of the runtime's clock.</summary>
    public long LastUse => Volatile.Read(ref _lastUse);

    /// <summary>Until when the activation must not be collected, in timestamps of the runtime's clock.</summary>
    public long KeepAliveUntil => Volatile.Read(ref _keepAliveUntil);

    public override void Activate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken = default)
    {
        _lastUse = _catalog.CoarseTimestamp;
        Turns.Enqueue(new ActivateItem(this, requestContext));
    }

    public override void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _isDeactivationRequested, 1) != 0)
        {
            return;
        }

        _reason = deactivationReason;
        if (cancellationToken.CanBeCanceled)
        {
            cancellationToken.UnsafeRegister(static state => ((Activation)state!).CutShort(), this);
        }

        Turns.Enqueue(new DeactivateItem(this));
    }

    /// <summary>Ends the activation without telling the grain.</summary>
    public void Abandon() => Turns.QueueAction(() =>
    {
        StopTimers();
        _catalog.Remove(this, _pool);
        _state = ActivationState.Ended;
        _instance = null;
        _ending.Cancel();
        _deactivated.TrySetResult();
    });

    public void DelayDeactivation(TimeSpan timeSpan) =>
        Volatile.Write(ref _keepAliveUntil, timeSpan < TimeSpan.Zero ? 0
            : timeSpan == TimeSpan.MaxValue ? long.MaxValue
            : _catalog.TimestampAfter(timeSpan));

    public void AddTimer(GrainTimer timer)
    {
        lock (_ending)
        {
            (_timers ??= []).Add(timer);
        }
    }

    public void RemoveTimer(GrainTimer timer)
    {
        lock (_ending)
        {
            _timers?.Remove(timer);
        }
    }

    private async Task ActivateAsync(Dictionary<string, object>? requestContext)
    {
        RequestContext.CallContextData = requestContext;
        using var timeout = _catalog.CreateTimeout(_catalog.Collection.ActivationTimeout, _ending.Token);
        try
        {
            await _catalog.Locator.Register(Address, timeout.Token).ConfigureAwait(true);
            if (_class.UsesScope)
            {
                _scope = Calls.Services.CreateScope();
            }

            _instance = CreateInstance();
            (_instance as ILifecycleParticipant<IGrainLifecycle>)?.Participate(_lifecycle);
            await _lifecycle.OnStart(timeout.Token).ConfigureAwait(true);
            if (_instance is IGrainBase grain)
            {
                await grain.OnActivateAsync(timeout.Token).ConfigureAwait(true);
            }

            _catalog.Instruments.OnActivated();
            _state = _isDeactivationRequested == 0 ? ActivationState.Valid : ActivationState.Deactivating;
        }
        catch (Exception exception)
        {
            LogActivationFailed(Logger, exception, GrainId);
            await FailActivation(exception).ConfigureAwait(true);
        }
    }

    private object CreateInstance()
    {
        try
        {
            return _class.Activator.CreateInstance(this);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException(
                $"Failed to create an instance of grain type '{GrainId.Type}'. See InnerException for details.", exception);
        }
    }

    private async Task FailActivation(Exception exception)
    {
        Interlocked.Exchange(ref _isDeactivationRequested, 1);
        _reason = new DeactivationReason(DeactivationReasonCode.ActivationFailed, exception, "The grain could not be activated.");
        StopTimers();
        try
        {
            await _lifecycle.OnStop(CancellationToken.None).ConfigureAwait(true);
            await DisposeInstance().ConfigureAwait(true);
        }
        catch (Exception secondary)
        {
            LogDeactivationFailed(Logger, secondary, GrainId);
        }

        await Leave().ConfigureAwait(true);
        while (_waiting.Take() is { } request)
        {
            Release(request);
            Calls.Reject(request, exception);
        }

        _deactivated.TrySetResult();
    }

    private void BeginDeactivation()
    {
        if (_state != ActivationState.Valid)
        {
            return;
        }

        LogDeactivating(Logger, GrainId, _reason);
        _state = ActivationState.Deactivating;
        StopTimers();

        // A call that never ends must not keep the activation for ever.
        _catalog.After(_catalog.Collection.DeactivationTimeout, CutShort, _ending.Token);
    }

    private void CutShort() => Turns.QueueAction(FinishDeactivation);

    private void FinishDeactivation()
    {
        if (_isFinishing || _state != ActivationState.Deactivating)
        {
            return;
        }

        _isFinishing = true;
        _ = FinishDeactivationAsync();
    }

    private async Task FinishDeactivationAsync()
    {
        StopTimers();
        using var timeout = _catalog.CreateTimeout(_catalog.Collection.DeactivationTimeout, CancellationToken.None);
        try
        {
            if (_instance is IGrainBase grain)
            {
                await grain.OnDeactivateAsync(_reason, timeout.Token).WaitAsync(timeout.Token).ConfigureAwait(true);
            }
        }
        catch (Exception exception)
        {
            LogDeactivationFailed(Logger, exception, GrainId);
        }

        try
        {
            await _lifecycle.OnStop(timeout.Token).ConfigureAwait(true);
            await DisposeInstance().ConfigureAwait(true);
        }
        catch (Exception exception)
        {
            LogDeactivationFailed(Logger, exception, GrainId);
        }

        await Leave().ConfigureAwait(true);
        _catalog.Instruments.OnDeactivated();
        while (_waiting.Take() is { } request)
        {
            Release(request);
            Forward(request);
        }

        _deactivated.TrySetResult();
    }

    /// <summary>Gives up the place in the directory, so that the next call makes a new activation.</summary>
    private async ValueTask Leave()
    {
        try
        {
            await _catalog.Locator.Unregister(Address).ConfigureAwait(true);
        }
        catch (Exception exception)
        {
            LogDeactivationFailed(Logger, exception, GrainId);
        }

        _catalog.Remove(this, _pool);
        _state = ActivationState.Ended;
        _instance = null;
        await _ending.CancelAsync().ConfigureAwait(true);
    }

    private async ValueTask DisposeInstance()
    {
        foreach (var extension in _extensions?.Values ?? Enumerable.Empty<object>())
        {
            if (extension is IAsyncDisposable disposable)
            {
                await disposable.DisposeAsync().ConfigureAwait(true);
            }
        }

        if (_instance is { } instance)
        {
            await _class.Activator.DisposeInstance(this, instance).ConfigureAwait(true);
        }

        switch (_scope)
        {
            case IAsyncDisposable scope:
                await scope.DisposeAsync().ConfigureAwait(true);
                break;
            case { } scope:
                scope.Dispose();
                break;
        }
    }

    private void StopTimers()
    {
        List<GrainTimer>? timers;
        lock (_ending)
        {
            timers = _timers;
            _timers = null;
        }

        timers?.ForEach(static timer => timer.Dispose());
    }

    private sealed class ActivateItem(Activation activation, Dictionary<string, object>? requestContext) : WorkItem
    {
        internal override void Execute(TurnScheduler scheduler)
        {
            var executionContext = ExecutionContext.Capture();
            _ = activation.ActivateAsync(requestContext);
            RestoreExecutionContext(executionContext);
        }
    }

    private sealed class DeactivateItem(Activation activation) : WorkItem
    {
        internal override void Execute(TurnScheduler scheduler) => activation.BeginDeactivation();
    }
}
