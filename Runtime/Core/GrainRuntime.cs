using Orleans.Timers;

namespace Orleans.Runtime;

/// <summary>What grains use of the runtime.</summary>
internal sealed class GrainRuntime(
    ILocalSiloDetails silo, IGrainFactory grainFactory, ITimerRegistry timerRegistry, IServiceProvider services, TimeProvider timeProvider) : IGrainRuntime
{
    public string SiloIdentity { get; } = silo.SiloAddress.ToString();

    public SiloAddress SiloAddress => silo.SiloAddress;

    public IGrainFactory GrainFactory => grainFactory;

    public ITimerRegistry TimerRegistry => timerRegistry;

    public IServiceProvider ServiceProvider => services;

    public TimeProvider TimeProvider => timeProvider;

    public void DeactivateOnIdle(IGrainContext grainContext) =>
        grainContext.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "The grain asked for its deactivation."));

    public void DelayDeactivation(IGrainContext grainContext, TimeSpan timeSpan) => ((Activation)grainContext).DelayDeactivation(timeSpan);
}
