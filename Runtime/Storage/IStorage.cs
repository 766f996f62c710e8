namespace Orleans.Core;

/// <summary>The operations of a grain on one of its states. To be called from the grain's own turns.</summary>
public interface IStorage
{
    /// <summary>Identifies the stored record; null if there is none.</summary>
    string? Etag { get; }

    /// <summary>Whether a record is stored.</summary>
    bool RecordExists { get; }

    /// <summary>Deletes the record, and sets the state to a new instance.</summary>
    Task ClearStateAsync();

    /// <summary>Stores the state. Writes that are asked for while one is waiting to begin are done as one.</summary>
    Task WriteStateAsync();

    /// <summary>Replaces the state by the stored one.</summary>
    Task ReadStateAsync();

    /// <summary>Deletes the record, unless cancelled before.</summary>
    Task ClearStateAsync(CancellationToken cancellationToken) => ClearStateAsync();

    /// <summary>Stores the state, unless cancelled before.</summary>
    Task WriteStateAsync(CancellationToken cancellationToken) => WriteStateAsync();

    /// <summary>Replaces the state by the stored one, unless cancelled before.</summary>
    Task ReadStateAsync(CancellationToken cancellationToken) => ReadStateAsync();
}

/// <summary>A state of a grain and the operations on it.</summary>
/// <typeparam name="TState">The type of the state.</typeparam>
public interface IStorage<TState> : IStorage
{
    /// <summary>The state in memory.</summary>
    TState State { get; set; }
}
