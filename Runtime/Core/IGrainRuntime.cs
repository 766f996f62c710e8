using Orleans.Timers;

namespace Orleans.Runtime;

/// <summary>What grains use of the runtime.</summary>
public interface IGrainRuntime
{
    /// <summary>The identity of the silo as text.</summary>
    string SiloIdentity { get; }

    /// <summary>The address of the silo.</summary>
    SiloAddress SiloAddress { get; }

    /// <summary>Makes references to grains.</summary>
    IGrainFactory GrainFactory { get; }

    /// <summary>Starts timers.</summary>
    ITimerRegistry TimerRegistry { get; }

    /// <summary>The services of the silo.</summary>
    IServiceProvider ServiceProvider { get; }

    /// <summary>The clock.</summary>
    TimeProvider TimeProvider { get; }

    /// <summary>Deactivates a grain as soon as its running calls have ended.</summary>
    /// <param name="grainContext">The activation.</param>
    void DeactivateOnIdle(IGrainContext grainContext);

    /// <summary>Keeps a grain from being collected for a while.</summary>
    /// <param name="grainContext">The activation.</param>
    /// <param name="timeSpan">How long.</param>
    void DelayDeactivation(IGrainContext grainContext, TimeSpan timeSpan);
}
