namespace RlOrleans.Runs;

/// <summary>An assembly that a run's environment or algorithm comes from, as it was when the run was launched.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Sha256">Lower-case hexadecimal hash of the file.</param>
[GenerateSerializer, Immutable, Alias("rl.PluginReference")]
public sealed record PluginReference(
    [property: Id(0)] string Path,
    [property: Id(1)] string Sha256);
