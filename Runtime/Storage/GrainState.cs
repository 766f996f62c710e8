namespace Orleans;

/// <summary>A state between a grain and its storage.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public sealed class GrainState<T> : IGrainState<T>
{
    /// <summary>Creates a state without value.</summary>
    public GrainState()
    {
    }

    /// <summary>Creates a state that is not stored.</summary>
    public GrainState(T? state)
        : this(state, null)
    {
    }

    /// <summary>Creates a state with the ETag of its record.</summary>
    public GrainState(T? state, string? eTag)
    {
        State = state;
        ETag = eTag;
    }

    /// <inheritdoc/>
    public T? State { get; set; }

    /// <inheritdoc/>
    public string? ETag { get; set; }

    /// <inheritdoc/>
    public bool RecordExists { get; set; }
}
