namespace RlOrleans.Environments;

/// <summary>One thing that is wrong with the name of an environment.</summary>
/// <param name="Environment">The environment's id, without wrappers.</param>
/// <param name="Wrapper">The wrapper that is wrong, as it was written; null where it is the id.</param>
/// <param name="Message">What is wrong, to follow the id or the wrapper in a sentence.</param>
/// <param name="Near">Registered ids that resemble one that is not, nearest first.</param>
public sealed record EnvironmentNameError(string Environment, string? Wrapper, string Message, IReadOnlyList<string> Near)
{
    /// <inheritdoc/>
    public override string ToString() => Wrapper is null ? $"'{Environment}' {Message}." : $"The wrapper '{Wrapper}' {Message}.";
}
