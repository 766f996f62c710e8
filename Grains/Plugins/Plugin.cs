using System.Collections.Immutable;

namespace RlOrleans.Plugins;

/// <summary>An assembly with environments or algorithms in it, as it was loaded.</summary>
/// <param name="Path">Absolute path of the assembly.</param>
/// <param name="Sha256">Lower-case hexadecimal hash of the file.</param>
/// <param name="Environments">Ids of what it registered.</param>
/// <param name="Algorithms">Names of what it registered.</param>
public sealed record Plugin(string Path, string Sha256, ImmutableArray<string> Environments, ImmutableArray<string> Algorithms);

/// <summary>A file that cannot be used as a plugin.</summary>
/// <param name="path">Absolute path of the file.</param>
/// <param name="reason">What is wrong with it, to follow the path in a sentence.</param>
/// <param name="inner">What was thrown, if anything.</param>
public sealed class PluginException(string path, string reason, Exception? inner = null) : Exception($"plugin '{path}' {reason}", inner)
{
    /// <summary>Absolute path of the file.</summary>
    public string Path { get; } = path;

    /// <summary>What is wrong with it, to follow the path in a sentence.</summary>
    public string Reason { get; } = reason;
}
