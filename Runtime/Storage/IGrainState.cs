namespace Orleans;

/// <summary>A state between a grain and its storage.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public interface IGrainState<T>
{
    /// <summary>The value.</summary>
    T? State { get; set; }

    /// <summary>Identifies the stored record that the value was read from or written to; null if there is none.</summary>
    string? ETag { get; set; }

    /// <summary>Whether a record is stored.</summary>
    bool RecordExists { get; set; }
}
