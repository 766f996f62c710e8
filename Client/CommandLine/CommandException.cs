namespace RlOrleans.Client.CommandLine;

/// <summary>Ends a command with an exit code and one line for each thing that is wrong.</summary>
internal sealed class CommandException(int exitCode, params IReadOnlyList<string> lines) : Exception(string.Join('\n', lines))
{
    public int ExitCode { get; } = exitCode;

    public IReadOnlyList<string> Lines { get; } = lines;
}
