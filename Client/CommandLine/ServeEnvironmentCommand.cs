using System.CommandLine;
using System.Net;
using System.Runtime.InteropServices;
using RlOrleans.Environments.Service.Hosting;

namespace RlOrleans.Client.CommandLine;

/// <summary><c>rl serve-environment</c>: lets others play an environment over HTTP, until it is told to end.</summary>
internal static class ServeEnvironmentCommand
{
    private const int DefaultPort = 5000;

    private static readonly Argument<string?> EnvironmentId = new("environment") { Description = "What to serve, such as CartPole-v1; see rl environments." };
    private static readonly Option<string?> Port = new("--port") { HelpName = "N", Description = $"Port to listen on; 0 takes a free one. Default: {DefaultPort}" };

    public static RlCommand Create() => new("serve-environment", "Serves an environment over HTTP, by the protocol of docs/environment-protocol.md.")
    {
        Arguments = { EnvironmentId },
        Options = { Port, CommonOptions.Host, SyncOption.Option, CommonOptions.Wrap, CommonOptions.Plugin, CommonOptions.Json },
        Examples =
        [
            new("rl serve-environment CartPole-v1", "at http://127.0.0.1:5000/CartPole-v1"),
            new("rl serve-environment CartPole-v1 --port 0", "at a free port, which it prints"),
        ],
        Run = Run,
    };

    private static async Task<int> Run(Invocation invocation)
    {
        var mistakes = invocation.Mistakes;
        string? id = Plugins.Load(invocation) ? mistakes.Environment("environment", invocation.Text(EnvironmentId), invocation.Texts(CommonOptions.Wrap)) : null;
        int port = mistakes.Integer("--port", invocation.Text(Port), 0, IPEndPoint.MaxPort) ?? DefaultPort;
        var host = CommonOptions.ReadHost(invocation);
        var lockStep = SyncOption.Read(invocation, "serve", invocation.Terminal.Error.WriteLine);
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
        var options = new EnvironmentServiceOptions { Host = host, Port = port, Environments = [id!] };
        await using var service = await EnvironmentService.StartAsync(SyncOption.Apply(lockStep), options, terminal.Time);
        string address = new Uri(service.Address, id).AbsoluteUri;
        if (invocation.Json)
            RlJson.Write(terminal.Output, new ServeJson(id!, address));
        else
            terminal.Output.WriteLine($"{address} (Ctrl-C ends)");
        await terminal.Output.FlushAsync();
        return await ended.Task;
    }
}
