using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>
/// Keeps the states of grains. A write or clear succeeds only if the ETag that the grain read last is still the stored
/// one, and fails with <see cref="InconsistentStateException"/> otherwise. None of the operations may be repeated blindly
/// after a failure: read first, to learn what is stored.
/// </summary>
public interface IGrainStorage
{
    /// <summary>Reads a state into <paramref name="grainState"/>. A state that was never written is a new instance, without ETag.</summary>
    /// <param name="stateName">The name of the state within the grain.</param>
    /// <param name="grainId">The grain.</param>
    /// <param name="grainState">Receives value, ETag and whether there is a record.</param>
    Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

    /// <summary>Reads a state. This overload forwards to the one without token.</summary>
    Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
        ReadStateAsync(stateName, grainId, grainState);

    /// <summary>Writes a state and sets its new ETag.</summary>
    /// <param name="stateName">The name of the state within the grain.</param>
    /// <param name="grainId">The grain.</param>
    /// <param name="grainState">The value, and the ETag of the record that it replaces; null if there is none.</param>
    /// <exception cref="InconsistentStateException">The stored record is another one.</exception>
    Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

    /// <summary>Writes a state. This overload forwards to the one without token.</summary>
    Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
        WriteStateAsync(stateName, grainId, grainState);

    /// <summary>Deletes a state, and sets <paramref name="grainState"/> to a new instance without ETag.</summary>
    /// <param name="stateName">The name of the state within the grain.</param>
    /// <param name="grainId">The grain.</param>
    /// <param name="grainState">The ETag of the record; null if there is none.</param>
    /// <exception cref="InconsistentStateException">The stored record is another one.</exception>
    Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

    /// <summary>Deletes a state. This overload forwards to the one without token.</summary>
    Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
        ClearStateAsync(stateName, grainId, grainState);
}
