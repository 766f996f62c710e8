using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using RlOrleans.Worker.Staging;

namespace RlOrleans.Client.Tests.EndToEnd;

/// <summary>A Redis of a test's own, whose settings it may change. Its password is the one of the tests' other servers.</summary>
internal sealed class OwnRedis : IAsyncDisposable
{
    private readonly Process _process;
    private readonly int _port;
    private readonly string _password;

    private OwnRedis(Process process, int port, string password) => (_process, _port, _password) = (process, port, password);

    public RedisAddress Address => RedisAddress.TryParse(Text, _password, out var address, out string? error) ? address : throw new FormatException(error);

    /// <summary>For the command line.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}");

    public static async Task<OwnRedis> StartAsync(string folder, string settings)
    {
        string password = Environment.GetEnvironmentVariable("REDIS_PASSWORD")!;
        int port = FreePort();

        // The settings come over the standard input: a command line is for everyone to read.
        var start = new ProcessStartInfo("redis-server", ["-"]) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true };
        var redis = new OwnRedis(Process.Start(start)!, port, password);
        redis._process.OutputDataReceived += (_, _) => { };
        redis._process.BeginOutputReadLine();
        await redis._process.StandardInput.WriteAsync(string.Create(
            CultureInfo.InvariantCulture, $"bind 127.0.0.1\nport {port}\nrequirepass {password}\nsave \"\"\n{settings}\n"));
        redis._process.StandardInput.Close();
        await Until.True(() => redis.Answer("ping") == "PONG", () => "Redis does not answer.");
        return redis;
    }

    public void Set(string name, string value) => Assert.Equal("OK", Answer("config", "set", name, value));

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private string Answer(params string[] command)
    {
        var start = new ProcessStartInfo("redis-cli", ["-p", _port.ToString(CultureInfo.InvariantCulture), .. command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["REDISCLI_AUTH"] = _password },
        };
        using var client = Process.Start(start)!;
        string answer = client.StandardOutput.ReadToEnd();
        client.WaitForExit();
        return answer.Trim();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
