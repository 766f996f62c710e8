using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>Sends calls, brings back their outcomes, and ends the wait for those that do not come.</summary>
internal sealed partial class CallRuntime : IDisposable
{
    private readonly ILogger _logger;
    private readonly TimeProvider _timeProvider;
    private readonly CallClock _clock;
    private readonly IMessageTransport? _transport;
    private readonly MessagingOptions _options;
    private readonly long _defaultTimeoutTicks;
    private readonly int _maxForwardCount;
    private Catalog? _catalog;
    private ITimer? _sweep;
    private long _sweepPeriodTicks;

    public CallRuntime(IServiceProvider services, ILocalSiloDetails silo, IOptions<SiloMessagingOptions> options, ILogger<CallRuntime> logger, TimeProvider timeProvider)
    {
        Services = services;
        LocalSilo = silo.SiloAddress;
        _logger = logger;
        _timeProvider = timeProvider;
        _options = options.Value;
        _maxForwardCount = options.Value.MaxForwardCount;
        _clock = new CallClock(timeProvider);
        _defaultTimeoutTicks = _clock.ToTicks(_options.ResponseTimeout);
        _transport = services.GetService<IMessageTransport>();
        Copier = services.GetRequiredService<DeepCopier>();
        Instruments = services.GetRequiredService<SiloInstruments>();
        IncomingFilters = [.. services.GetServices<IIncomingGrainCallFilter>()];
        OutgoingFilters = [.. services.GetServices<IOutgoingGrainCallFilter>()];
        References = new ReferenceFactory(this, services.GetRequiredService<GrainInterfaceMap>(), services.GetRequiredService<GrainClassMap>());
    }

    public IServiceProvider Services { get; }

    public SiloAddress LocalSilo { get; }

    public DeepCopier Copier { get; }

    public SiloInstruments Instruments { get; }

    public ReferenceFactory References { get; }

    public OutstandingCalls Outstanding { get; } = new();

    public IIncomingGrainCallFilter[] IncomingFilters { get; }

    public IOutgoingGrainCallFilter[] OutgoingFilters { get; }

    public bool HasIncomingFilters => IncomingFilters.Length != 0;

    public bool HasOutgoingFilters => OutgoingFilters.Length != 0;

    public bool WaitForCancellationAcknowledgement => _options.WaitForCancellationAcknowledgement;

    public bool CancelsOnTimeout => _options.CancelRequestOnTimeout;

    private Catalog Catalog => _catalog ??= Services.GetRequiredService<Catalog>();

    /// <summary>Sends a call.</summary>
    public void Send(RequestBase request, GrainReference reference)
    {
        request.BindToCaller(reference, RuntimeContext.Current);
        var token = request.GetCancellationToken();
        if (!request.IsOneWay)
        {
            request.Deadline = DeadlineOf(request);
            Outstanding.Add(request);
        }

        // Before the call is out: a token that outlives it must not keep the registration of a call that has ended.
        request.WatchCallerCancellation(token);
        if (request.IsGivenUp)
        {
            return;
        }

        try
        {
            if (_transport is null)
            {
                Deliver(request, reference);
            }
            else
            {
                _transport.Send(ToMessage(request));
            }
        }
        catch (Exception exception)
        {
            FailUndelivered(request, exception);
        }
    }

    /// <summary>Takes in a message from another process, or from this one if calls are forced through their bytes.</summary>
    public void Receive(Message message)
    {
        switch (message.Kind)
        {
            case MessageKind.Request:
                var request = message.Request!;
                request.Deadline = _clock.Now + _clock.ToTicks(message.TimeToLive);
                try
                {
                    Catalog.GetOrActivate(message.TargetGrain, request).Receive(request);
                }
                catch (Exception exception)
                {
                    Reject(request, exception);
                }

                break;
            case MessageKind.Response:
                if (message.Response is { } response)
                {
                    Outstanding.Find(message.CallId)?.AcceptResponse(response);
                }

                break;
            case MessageKind.Cancel when Catalog.Find(message.TargetGrain) is Activation activation:
                activation.Turns.QueueAction(() => activation.CancelCall(message.SendingGrain, message.CallId));
                break;
        }
    }

    /// <summary>Whether a call need not start, because its caller does not wait for it any more.</summary>
    public bool IsExpired(RequestBase request)
    {
        if (!_options.DropExpiredMessages || request.IsOneWay)
        {
            return false;
        }

        return request.Envelope is null ? request.IsGivenUp : request.Deadline <= _clock.Coarse;
    }

    /// <summary>Sends a call on, whose activation ended before it could start.</summary>
    public void Forward(RequestBase request)
    {
        if (++request.ForwardCount > _maxForwardCount + 1)
        {
            Reject(request, new OrleansMessageRejectionException(
                $"{request} met {request.ForwardCount} activations that had ended, one after the other; it did not run."));
            return;
        }

        try
        {
            Catalog.GetOrActivate(request.TargetId, request).Receive(request);
        }
        catch (Exception exception)
        {
            Reject(request, exception);
        }
    }

    /// <summary>Refuses a call that was delivered but did not run.</summary>
    public void Reject(RequestBase request, Exception exception)
    {
        if (request.Envelope is not null)
        {
            SendFailure(request, exception);
        }
        else
        {
            FailUndelivered(request, exception);
        }
    }

    public void SendResponse<TResult>(RequestBase request, TResult result) => SendResponse(request, Response.FromResult(result));

    public void SendFailure(RequestBase request, Exception exception) => SendResponse(request, Response.FromException(exception));

    /// <summary>Tells the callee that the caller has cancelled. Lost signals do no harm: the callee only ends later.</summary>
    public void CancelCallee(RequestBase request)
    {
        if (!request.IsCancellable)
        {
            return;
        }

        // Whatever has not started yet sees the mark and does not start.
        request.MarkCancelled();
        if (_transport is not null)
        {
            _transport.Send(new Message
            {
                Kind = MessageKind.Cancel,
                CallId = request.CallId,
                SendingSilo = LocalSilo,
                SendingGrain = request.SourceId,
                TargetSilo = LocalSilo,
                TargetGrain = request.TargetId,
            });
        }
        else
        {
            request.Target?.Turns.QueueAction(static state => ((RequestBase)state).CancelCallee(), request);
        }
    }

    public void OnMethodFailed(RequestBase request, Exception exception)
    {
        if (request.IsOneWay)
        {
            LogOneWayFailed(exception, request);
        }

        if (exception is Storage.InconsistentStateException && request.Target is Activation activation)
        {
            // What the grain holds is not what is stored; the next activation reads it anew.
            activation.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationError, exception, "The grain's state was changed by somebody else."));
        }
    }

    public void Start()
    {
        _clock.Read(0);
        var period = Clamp(_options.ResponseTimeout / 4, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(1));
        _sweepPeriodTicks = _clock.ToTicks(period);
        _sweep = _timeProvider.CreateTimer(static state => ((CallRuntime)state!).Sweep(), this, period, period);
    }

    /// <summary>Ends the wait for everything.</summary>
    public void Stop()
    {
        _sweep?.Dispose();
        foreach (var call in Outstanding.Where(static _ => true))
        {
            call.FailCaller(new SiloUnavailableException($"The silo stopped before the call ended; whether it ran is not known: {call}."));
        }
    }

    public void Dispose() => _sweep?.Dispose();

    private void Deliver(RequestBase request, GrainReference reference)
    {
        var target = reference.LastTarget;
        if (target is not { IsOpen: true })
        {
            target = Catalog.GetOrActivate(reference.GrainId, request);
            reference.LastTarget = target;
        }

        target.Receive(request);
    }

    private void FailUndelivered(RequestBase request, Exception exception)
    {
        if (request.IsOneWay)
        {
            LogOneWayFailed(exception, request);
        }
        else
        {
            request.FailCaller(exception);
        }
    }

    private Message ToMessage(RequestBase request) => new()
    {
        Kind = MessageKind.Request,
        CallId = request.IsOneWay ? 0 : request.CallId,
        Options = request.Options,
        SendingSilo = LocalSilo,
        SendingGrain = request.SourceId,
        TargetSilo = LocalSilo,
        TargetGrain = request.TargetId,
        RequestContext = request.RequestContextData,
        TimeToLive = request.GetDefaultResponseTimeout() ?? _options.ResponseTimeout,
        Request = request,
    };

    private void SendResponse(RequestBase request, Response response)
    {
        if (request.IsOneWay)
        {
            return;
        }

        var envelope = request.Envelope!;
        try
        {
            _transport!.Send(ToMessage(response));
        }
        catch (Exception exception)
        {
            // The result cannot be encoded; the caller is told so instead of waiting in vain.
            _transport!.Send(ToMessage(Response.FromException(exception)));
        }

        Message ToMessage(Response outcome) => new()
        {
            Kind = MessageKind.Response,
            CallId = envelope.CallId,
            SendingSilo = LocalSilo,
            SendingGrain = envelope.TargetGrain,
            TargetSilo = envelope.SendingSilo,
            TargetGrain = envelope.SendingGrain ?? default,
            Request = request,
            Response = outcome,
        };
    }

    private long DeadlineOf(RequestBase request)
    {
        if (request.GetDefaultResponseTimeout() is not { } timeout)
        {
            // The coarse clock is at most one sweep behind.
            return _clock.Coarse + _sweepPeriodTicks + _defaultTimeoutTicks;
        }

        var ticks = _clock.ToTicks(timeout);
        EnsureSweepWithin(ticks / 4);
        return _clock.Now + ticks;
    }

    private void EnsureSweepWithin(long ticks)
    {
        if (ticks >= Volatile.Read(ref _sweepPeriodTicks))
        {
            return;
        }

        var period = Clamp(_clock.ToTime(ticks), TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(1));
        var periodTicks = _clock.ToTicks(period);
        if (periodTicks < Interlocked.Exchange(ref _sweepPeriodTicks, periodTicks))
        {
            _sweep?.Change(period, period);
        }
    }

    private void Sweep()
    {
        var now = _clock.Read(Volatile.Read(ref _sweepPeriodTicks));
        _catalog?.ReadClock();
        foreach (var call in Outstanding.Where(call => call.Deadline <= now))
        {
            var timeout = call.GetDefaultResponseTimeout() ?? _options.ResponseTimeout;
            var late = new TimeoutException($"No answer arrived within {timeout} to {call}. Whether the call ran is not known.");
            Instruments.OnTimedOut();
            LogTimedOut(timeout, call);
            call.FailCaller(late);
            if (_options.CancelRequestOnTimeout)
            {
                CancelCallee(call);
            }
        }
    }

    private static TimeSpan Clamp(TimeSpan value, TimeSpan min, TimeSpan max) => value < min ? min : value > max ? max : value;

    [LoggerMessage(Level = LogLevel.Warning, Message = "A one-way call failed, and nobody waits for its outcome: {Request}.")]
    private partial void LogOneWayFailed(Exception exception, RequestBase request);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No answer arrived within {Timeout} to {Request}.")]
    private partial void LogTimedOut(TimeSpan timeout, RequestBase request);
}
