using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>
/// A stored state is damaged. It is not treated as absent: the grain cannot activate until somebody restores or removes
/// the file.
/// </summary>
public sealed class CorruptGrainStateException : OrleansException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reason">What is wrong with it.</param>
    /// <param name="innerException">The failure that showed it, if any.</param>
    public CorruptGrainStateException(string path, string reason, Exception? innerException = null)
        : base($"The grain state in '{path}' is damaged: {reason} Restore the file, or remove it to start from an empty state.", innerException!) =>
        Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }
}
