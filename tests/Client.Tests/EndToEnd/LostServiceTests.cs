using System.Diagnostics;
using System.Globalization;

namespace RlOrleans.Client.Tests.EndToEnd;

/// <summary>A simulator of another language, in a process that dies while it is trained on.</summary>
public sealed class LostServiceTests : IDisposable
{
    private readonly Workplace _workplace = new();
    private Process? _server;

    public void Dispose()
    {
        _server?.Kill();
        _server?.Dispose();
        _workplace.Dispose();
    }

    [Fact]
    public async Task Train_PythonServerKilledAndStartedAgain_GoesOnToTheSameWeights()
    {
        string address = await Serve(0);
        int port = new Uri(address).Port;
        string arguments = $"train {address} --steps 60000 --lanes 16 --set n_steps=64 --record none --json";
        var (exitCode, uninterrupted) = await RlProcess.Run(_workplace.Folder, $"{arguments} --out whole");
        using (uninterrupted)
            Assert.True(exitCode == 0, uninterrupted.Error);

        using var training = RlProcess.Start(_workplace.Folder, arguments);
        await training.Reach(() => _workplace.Run is { } run && Path.Combine(run, "metrics.jsonl") is var metrics && File.Exists(metrics) && new FileInfo(metrics).Length > 0);
        _server!.Kill();
        await _server.WaitForExitAsync();
        await Serve(port);

        Assert.True(await training.Exit() == 0, training.Error);
        Assert.Equal(uninterrupted.Json.GetProperty("weights_hash").GetString(), training.Json.GetProperty("weights_hash").GetString());
    }

    [Fact]
    public async Task Resume_TrainingOnAnAddressKilled_GoesOnToTheSameWeights()
    {
        string arguments = $"train {await Serve(0)} --steps 40000 --lanes 16 --set n_steps=64 --checkpoint-every 5 --record none --json";
        var (exitCode, uninterrupted) = await RlProcess.Run(_workplace.Folder, $"{arguments} --out whole");
        using (uninterrupted)
            Assert.True(exitCode == 0, uninterrupted.Error);

        using (var training = RlProcess.Start(_workplace.Folder, arguments))
        {
            await training.Reach(() => _workplace.Checkpoints.Count > 0);
            await training.Kill();
        }

        (exitCode, var resumed) = await RlProcess.Run(_workplace.Folder, "runs resume latest --json");
        using (resumed)
        {
            Assert.True(exitCode == 0, resumed.Error);
            Assert.Equal(uninterrupted.Json.GetProperty("weights_hash").GetString(), resumed.Json.GetProperty("weights_hash").GetString());
        }
    }

    private async Task<string> Serve(int port)
    {
        _server?.Dispose();
        string script = Path.Combine(AppContext.BaseDirectory, "python-environment", "serve.py");
        _server = Process.Start(new ProcessStartInfo(
            OperatingSystem.IsWindows() ? "python" : "python3", [script, "--port", port.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true })!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        return await _server.StandardOutput.ReadLineAsync(deadline.Token) ?? throw new InvalidOperationException("The server ended.");
    }
}
