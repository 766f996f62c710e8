namespace RlOrleans.Environments.Service.Sync;

/// <summary>
/// A lock-step that cannot be joined, or whose members did not come together in time: an experiment that is to be the same
/// each time cannot go on without one of them.
/// </summary>
public sealed class SyncException : FatalEnvironmentException
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="silent">Names of the members of whom nothing was heard; empty where it is not about them.</param>
    public SyncException(string message, params IReadOnlyList<string> silent)
        : base(message) => Silent = silent;

    /// <summary>Names of the members of whom nothing was heard.</summary>
    public IReadOnlyList<string> Silent { get; }
}
