using System.Text.Json;
using RlOrleans.Client.CommandLine;

namespace RlOrleans.Client.Tests.CommandLine;

/// <summary>Runs commands in this process, in a working directory of its own.</summary>
internal sealed class Shell : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public Shell() => Directory.CreateDirectory(WorkingDirectory);

    public string WorkingDirectory { get; } = Path.Combine(Path.GetTempPath(), $"rl-client-{Guid.NewGuid():N}");

    public string Output => _output.ToString();

    public string Error => _error.ToString();

    public IReadOnlyList<string> ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public IEnumerable<string> Files => Directory.EnumerateFileSystemEntries(WorkingDirectory, "*", SearchOption.AllDirectories);

    public Task<int> Run(string commandLine)
        => Run(commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    public Task<int> Run(IReadOnlyList<string> args)
    {
        _output.GetStringBuilder().Clear();
        _error.GetStringBuilder().Clear();
        var output = TextWriter.Synchronized(_output);
        var error = TextWriter.Synchronized(_error);
        return RlCommandLine.RunAsync(args, new Terminal(output, error, WorkingDirectory));
    }

    public void Dispose() => Directory.Delete(WorkingDirectory, recursive: true);
}
