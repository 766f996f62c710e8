using Orleans.Runtime;

namespace Orleans;

/// <summary>
/// The base of grain classes. A grain exists as soon as it is called, runs one turn at a time, and is put away when nobody
/// calls it for a while.
/// </summary>
public abstract class Grain : IGrainBase, IAddressable
{
    /// <summary>Creates a grain in the activation whose turn is running.</summary>
    protected Grain()
        : this(RuntimeContext.Current ?? throw new InvalidOperationException("A grain is created by the runtime, on its first call."))
    {
    }

    /// <summary>Creates a grain in an activation.</summary>
    /// <param name="grainContext">The activation.</param>
    /// <param name="grainRuntime">The runtime; taken from the services if left out.</param>
    protected Grain(IGrainContext grainContext, IGrainRuntime? grainRuntime = null)
    {
        ArgumentNullException.ThrowIfNull(grainContext);
        GrainContext = grainContext;
        Runtime = grainRuntime ?? (IGrainRuntime)grainContext.ActivationServices.GetService(typeof(IGrainRuntime))!;
    }

    /// <inheritdoc/>
    public IGrainContext GrainContext { get; }

    /// <summary>A reference to this grain.</summary>
    public GrainReference GrainReference => GrainContext.GrainReference;

    /// <summary>The identity of this grain as text.</summary>
    public string IdentityString => GrainContext.GrainId.ToString();

    /// <summary>The identity of the silo as text.</summary>
    public string RuntimeIdentity => Runtime.SiloIdentity;

    internal IGrainRuntime Runtime { get; }

    /// <summary>Makes references to other grains.</summary>
    protected IGrainFactory GrainFactory => Runtime.GrainFactory;

    /// <summary>The services of the activation.</summary>
    protected internal IServiceProvider ServiceProvider => GrainContext.ActivationServices;

    /// <inheritdoc/>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Starts a timer whose ticks interleave with calls.</summary>
    /// <param name="callback">The tick.</param>
    /// <param name="state">Its argument.</param>
    /// <param name="dueTime">The time to the first tick.</param>
    /// <param name="period">The time between ticks.</param>
    /// <returns>Ends the timer when disposed.</returns>
    [Obsolete("Use 'this.RegisterGrainTimer(callback, state, new() { DueTime = dueTime, Period = period, Interleave = true })' instead.")]
    protected IDisposable RegisterTimer(Func<object?, Task> callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        Runtime.TimerRegistry.RegisterTimer(GrainContext, callback, state, dueTime, period);

    /// <summary>Deactivates the grain as soon as its running calls have ended.</summary>
    protected void DeactivateOnIdle() => Runtime.DeactivateOnIdle(GrainContext);

    /// <summary>Moves the grain to another silo when it is idle. The embedded runtime deactivates it.</summary>
    protected void MigrateOnIdle() => GrainContext.Migrate(RequestContext.CallContextData);

    /// <summary>Keeps the grain from being collected for a while.</summary>
    /// <param name="timeSpan">How long; negative ends an earlier delay, <see cref="TimeSpan.MaxValue"/> is for ever.</param>
    protected void DelayDeactivation(TimeSpan timeSpan) => Runtime.DelayDeactivation(GrainContext, timeSpan);
}
