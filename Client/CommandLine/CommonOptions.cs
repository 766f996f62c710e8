using System.CommandLine;

namespace RlOrleans.Client.CommandLine;

/// <summary>Options and arguments that several commands share.</summary>
internal static class CommonOptions
{
    public const string DefaultRunsFolder = "runs";

    /// <summary>One JSON object instead of text.</summary>
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Write one JSON object to standard output and nothing else; progress goes to standard error.",
    };

    /// <summary>The folder of runs.</summary>
    public static Option<string?> Out { get; } = new("--out")
    {
        HelpName = "DIR",
        Description = "Folder that holds one folder a run. Default: ./runs",
    };

    /// <summary>Assemblies with environments and algorithms of people's own.</summary>
    public static Option<string[]> Plugin { get; } = new("--plugin")
    {
        HelpName = "FILE.dll",
        Description = "Loads an assembly with environments or algorithms of your own. May be given many times.",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    /// <summary>Wrappers around an environment.</summary>
    public static Option<string[]> Wrap { get; } = new("--wrap")
    {
        HelpName = "name=value",
        Description = "Puts a wrapper around the environment, such as frame-stack=4; see rl wrappers. May be given many times, from the inside out.",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    /// <summary>A run, as people name it.</summary>
    public static Argument<string?> Run() => new("run")
    {
        Description = "A run id, the unique beginning of one, 'latest', or the path of a run's folder.",
    };
}
