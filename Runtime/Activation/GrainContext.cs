using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <summary>An object with an identity, a mailbox and turns.</summary>
internal abstract partial class GrainContext : MessageTarget, IGrainContext, ITurnOwner, ICallTarget
{
    private ConcurrentDictionary<Type, object>? _components;

    protected GrainContext(GrainId grainId, CallRuntime calls, ILogger logger)
    {
        Calls = calls;
        Logger = logger;
        Turns = new TurnScheduler(this, this);
        Address = new GrainAddress { GrainId = grainId, ActivationId = ActivationId.NewId(), SiloAddress = calls.LocalSilo };
    }

    public CallRuntime Calls { get; }

    public TurnScheduler Turns { get; }

    public GrainAddress Address { get; }

    public GrainId GrainId => Address.GrainId;

    public ActivationId ActivationId => Address.ActivationId;

    public IWorkItemScheduler Scheduler => Turns;

    public GrainReference GrainReference => field ??= Calls.References.CreateUntyped(GrainId);

    public abstract object? GrainInstance { get; }

    public abstract IServiceProvider ActivationServices { get; }

    public abstract IGrainLifecycle ObservableLifecycle { get; }

    public abstract Task Deactivated { get; }

    protected ILogger Logger { get; }

    public override void Receive(RequestBase request) => Turns.Enqueue(request);

    public abstract void Dispatch(RequestBase request);

    public abstract void AfterItem();

    public abstract void OnCallEnded(RequestBase request);

    public abstract void Activate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken = default);

    public abstract void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);

    public void RunGuarded(Action<object> action, object state)
    {
        var executionContext = ExecutionContext.Capture();
        try
        {
            action(state);
        }
        catch (Exception exception)
        {
            LogActionFailed(Logger, exception, GrainId);
        }

        RestoreExecutionContext(executionContext);
    }

    public object? GetTarget() => GrainInstance;

    public virtual object? GetComponent(Type componentType) =>
        _components is not null && _components.TryGetValue(componentType, out var component) ? component
        : componentType.IsInstanceOfType(GrainInstance) ? GrainInstance
        : componentType.IsInstanceOfType(this) ? this
        : null;

    public void SetComponent<TComponent>(TComponent? value)
        where TComponent : class
    {
        if (value is null)
        {
            _components?.TryRemove(typeof(TComponent), out _);
        }
        else
        {
            Components[typeof(TComponent)] = value;
        }
    }

    /// <summary>Returns the component, which is made on first use.</summary>
    public TComponent GetOrAddComponent<TComponent>(Func<GrainContext, TComponent> create)
        where TComponent : class => (TComponent)Components.GetOrAdd(typeof(TComponent), static (_, argument) => argument.create(argument.context), (create, context: this));

    public void ReceiveMessage(object message) => Receive((RequestBase)message);

    public void Rehydrate(IRehydrationContext context)
    {
    }

    public void Migrate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken = default) =>
        Deactivate(new DeactivationReason(DeactivationReasonCode.Migrating, "The grain was asked to move to another silo."), cancellationToken);

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public override string ToString() => $"[{GrainId}{ActivationId}]";

    /// <summary>Keeps what one piece of grain code put into async locals from being seen by the next.</summary>
    protected static void RestoreExecutionContext(ExecutionContext? executionContext)
    {
        if (executionContext is not null && !ReferenceEquals(ExecutionContext.Capture(), executionContext))
        {
            ExecutionContext.Restore(executionContext);
        }
    }

    private ConcurrentDictionary<Type, object> Components =>
        _components ?? Interlocked.CompareExchange(ref _components, new(), null) ?? _components;
}
