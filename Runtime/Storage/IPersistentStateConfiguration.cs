namespace Orleans.Runtime;

/// <summary>Which state is meant, and where it is stored.</summary>
public interface IPersistentStateConfiguration
{
    /// <summary>The name of the state within the grain.</summary>
    string StateName { get; }

    /// <summary>The name of the storage; null or empty for the default one.</summary>
    string? StorageName { get; }
}
