namespace Orleans.Runtime;

/// <summary>The lifecycle of an activation; the stages are in <see cref="GrainLifecycleStage"/>.</summary>
public interface IGrainLifecycle : ILifecycleObservable
{
    /// <summary>Adds a component that moves with the grain. The embedded runtime does not migrate activations.</summary>
    /// <param name="participant">The component.</param>
    void AddMigrationParticipant(IGrainMigrationParticipant participant);

    /// <summary>Removes a component that moves with the grain.</summary>
    /// <param name="participant">The component.</param>
    void RemoveMigrationParticipant(IGrainMigrationParticipant participant);
}
