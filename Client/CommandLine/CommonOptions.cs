using System.CommandLine;
using System.Net;

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

    /// <summary>Where a service listens.</summary>
    public static Option<string?> Host { get; } = new("--host")
    {
        HelpName = "ADDRESS",
        Description = "IP address to listen on. Whoever reaches it may use the service. Default: 127.0.0.1, this machine only",
    };

    /// <summary>The address of <see cref="Host"/>.</summary>
    public static IPAddress ReadHost(Invocation invocation)
    {
        string? text = invocation.Text(Host);
        if (text is null || string.Equals(text, "localhost", StringComparison.OrdinalIgnoreCase))
            return IPAddress.Loopback;
        if (IPAddress.TryParse(text, out var address))
            return address;
        invocation.Mistakes.Add(Host.Name, text, "must be an IP address of this machine, such as 127.0.0.1, or 0.0.0.0 for all of them");
        return IPAddress.Loopback;
    }

    /// <summary>A run, as people name it.</summary>
    public static Argument<string?> Run() => new("run")
    {
        Description = "A run id, the unique beginning of one, 'latest', or the path of a run's folder.",
    };
}
