using System.CommandLine;
using RlOrleans.Client.Runs;
using RlOrleans.Runs;

namespace RlOrleans.Client.CommandLine;

/// <summary>A run that a command was told to work on, and an embedded silo over the folder that it lies in.</summary>
internal sealed class RunFolder(RlClient client, RunDescription run) : IAsyncDisposable
{
    public RlClient Client { get; } = client;

    public RunDescription Run { get; } = run;

    /// <summary>The folder of runs and the name in it that an argument means.</summary>
    /// <exception cref="CommandException">There is no such folder.</exception>
    public static (string RunsFolder, string Reference) Locate(Invocation invocation, Argument<string?> argument)
    {
        var terminal = invocation.Terminal;
        var (runsFolder, reference) = RunReference.Split(invocation.Text(argument)!, invocation.RunsFolder, terminal.WorkingDirectory);
        return Directory.Exists(runsFolder)
            ? (runsFolder, reference)
            : throw new CommandException(
                ExitCodes.BadRequest,
                $"run '{reference}' is not known: there is no folder of runs at {terminal.ShortPath(runsFolder)} (--out names another)");
    }

    /// <summary>Finds the run that an argument means.</summary>
    /// <exception cref="RunException">None or several match.</exception>
    public static async Task<RunFolder> Open(Invocation invocation, Argument<string?> argument)
    {
        var terminal = invocation.Terminal;
        var (runsFolder, reference) = Locate(invocation, argument);
        var client = await RlClient.EmbedAsync(new RlClientOptions
        {
            RunsFolder = runsFolder,
            Warn = terminal.Error.WriteLine,
            Time = terminal.Time,
        });
        try
        {
            return new RunFolder(client, await client.FindRunAsync(reference));
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}
