using System.CommandLine;
using System.Net;
using System.Runtime.InteropServices;
using RlOrleans.Environments.Service.Sync;

namespace RlOrleans.Client.CommandLine;

/// <summary><c>rl sync</c>: coordinates a lock-step, until it is told to end.</summary>
internal static class SyncCommand
{
    private const int DefaultPort = 5001;
    private const int MaxMembers = 256;

    private static readonly Option<string?> Port = new("--port") { HelpName = "N", Description = $"UDP port to listen on; 0 takes a free one. Default: {DefaultPort}" };
    private static readonly Option<string?> Members = new("--members") { HelpName = "N", Description = "Members that the first step waits for. Default: 1" };

    public static RlCommand Create() => new("sync", "Coordinates processes that step together: docs/lock-step.md.")
    {
        Options = { Port, CommonOptions.Host, Members, CommonOptions.Json },
        Examples =
        [
            new("rl sync --members 3", "at 127.0.0.1:5001; no step before three members are there"),
            new("rl serve-environment CartPole-v1 --sync 127.0.0.1:5001", "a member"),
            new("rl train http://127.0.0.1:5000/CartPole-v1 --sync 127.0.0.1:5001", "another"),
        ],
        Run = Run,
    };

    private static async Task<int> Run(Invocation invocation)
    {
        var mistakes = invocation.Mistakes;
        int port = mistakes.Integer("--port", invocation.Text(Port), 0, IPEndPoint.MaxPort) ?? DefaultPort;
        int members = mistakes.Integer("--members", invocation.Text(Members), 1, MaxMembers) ?? 1;
        var host = CommonOptions.ReadHost(invocation);
        mistakes.ThrowIfAny();

        var terminal = invocation.Terminal;
        var ended = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var signals = terminal.OnSignal(signal =>
        {
            int exitCode = signal.Signal == PosixSignal.SIGTERM ? ExitCodes.Terminated : ExitCodes.Interrupted;
            signal.Cancel = true;
            if (!ended.TrySetResult(exitCode))
                terminal.Exit(exitCode);
        });
        using var service = SyncService.Start(new IPEndPoint(host, port), members, terminal.Error.WriteLine, terminal.Time);
        if (invocation.Json)
            RlJson.Write(terminal.Output, new SyncJson(service.Address.ToString()));
        else
            terminal.Output.WriteLine($"{service.Address} (Ctrl-C ends)");
        await terminal.Output.FlushAsync();
        int ending = await ended.Task;
        if (service.IgnoredDatagrams > 0)
            terminal.Error.WriteLine($"ignored {RunTexts.Counted(service.IgnoredDatagrams, "datagram")} that were no part of the lock-step");
        return ending;
    }
}
