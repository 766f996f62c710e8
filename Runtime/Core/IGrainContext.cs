using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>One activation of a grain: its identity, its lifecycle, its scheduler and its mailbox.</summary>
public interface IGrainContext : ITargetHolder, IEquatable<IGrainContext>
{
    /// <summary>A reference to the grain.</summary>
    GrainReference GrainReference { get; }

    /// <summary>The identity of the grain.</summary>
    GrainId GrainId { get; }

    /// <summary>The grain object, or <see langword="null"/> before it is created and after it is gone.</summary>
    object? GrainInstance { get; }

    /// <summary>The identity of this activation.</summary>
    ActivationId ActivationId { get; }

    /// <summary>Where this activation lives.</summary>
    GrainAddress Address { get; }

    /// <summary>The services of this activation, a scope of the silo's.</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>The stages of activation and deactivation.</summary>
    IGrainLifecycle ObservableLifecycle { get; }

    /// <summary>Runs work as turns of this activation.</summary>
    IWorkItemScheduler Scheduler { get; }

    /// <summary>Completes when the activation has ended.</summary>
    Task Deactivated { get; }

    /// <summary>Attaches a component to the activation, or removes it.</summary>
    /// <typeparam name="TComponent">The type by which it is found again.</typeparam>
    /// <param name="value">The component, or <see langword="null"/> to remove it.</param>
    void SetComponent<TComponent>(TComponent? value)
        where TComponent : class;

    /// <summary>Puts a message into the mailbox.</summary>
    /// <param name="message">A request.</param>
    void ReceiveMessage(object message);

    /// <summary>Starts the activation.</summary>
    /// <param name="requestContext">The request context of the call that caused it.</param>
    /// <param name="cancellationToken">Cancels the activation.</param>
    void Activate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken = default);

    /// <summary>Starts the deactivation. Calls that are running finish first; calls that wait go to the next activation.</summary>
    /// <param name="deactivationReason">Why.</param>
    /// <param name="cancellationToken">Cuts the deactivation short.</param>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);

    /// <summary>Takes over the state of an earlier activation. The embedded runtime does not migrate activations.</summary>
    /// <param name="context">The state.</param>
    void Rehydrate(IRehydrationContext context);

    /// <summary>Moves the activation to another silo. The embedded runtime deactivates it instead.</summary>
    /// <param name="requestContext">Hints for the placement.</param>
    /// <param name="cancellationToken">Cuts the migration short.</param>
    void Migrate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken = default);
}
