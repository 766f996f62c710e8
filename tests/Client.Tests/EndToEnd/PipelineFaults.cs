using System.Diagnostics;

namespace RlOrleans.Client.Tests.EndToEnd;

/// <summary>Trains with recorded episodes going over real servers, and takes one part after the other away meanwhile.</summary>
internal sealed class PipelineFaults(string folder, string hubAddress, string hubToken, string repository, TimeSpan interval)
{
    private const int MaxSilosKilled = 2;
    private const int MaxServersRestarted = 6;

    // After that the run is let come to its end: on a slow machine no worker would ever live long enough.
    private const int MaxWorkersKilled = 20;

    private RlProcess? _worker;

    public int WorkersKilled { get; private set; }

    public int SilosKilled { get; private set; }

    public int ServersRestarted { get; private set; }

    /// <summary>Where episodes go: the options of a training.</summary>
    public string Servers => $"--dataset hf://{repository} {Pipeline}";

    private static string Pipeline => $"--redis {Environment.GetEnvironmentVariable("RL_TEST_REDIS")} --rabbitmq {Environment.GetEnvironmentVariable("RL_TEST_RABBITMQ")}";

    /// <summary>Starts the training, disturbs it, resumes it where it was killed, and returns when it is completed.</summary>
    public async Task SeeThrough(string training, TimeSpan patience)
    {
        long start = Stopwatch.GetTimestamp();
        var silo = RlProcess.Start(folder, $"{training} --json");
        StartWorker();
        try
        {
            using var timer = new PeriodicTimer(interval);
            for (int round = 1; !silo.HasExited; round++)
            {
                Assert.True(Stopwatch.GetElapsedTime(start) < patience, $"The run does not end. {this}\n{silo.Error}\n{_worker!.Output}{_worker.Error}");
                await timer.WaitForNextTickAsync();
                if (WorkersKilled >= MaxWorkersKilled)
                    continue;
                await _worker!.Kill();
                _worker.Dispose();
                WorkersKilled++;
                if (round % 2 == 1 && ServersRestarted < MaxServersRestarted)
                    await Restart(ServersRestarted++ % 2 == 0 ? "redis" : "rabbitmq");
                if (round % 3 == 2 && SilosKilled < MaxSilosKilled && !silo.HasExited)
                {
                    await silo.Kill();
                    silo.Dispose();
                    SilosKilled++;
                    Assert.Equal("interrupted", await Status());
                    silo = RlProcess.Start(folder, $"runs resume latest {Pipeline} --shard-mb 1 --shard-seconds 2 --json");
                }

                StartWorker();
            }

            Assert.True(await silo.Exit() == 0, silo.Error);
            Assert.Equal("completed", silo.Json.GetProperty("status").GetString());
            Assert.Equal(0, silo.Json.GetProperty("upload").GetProperty("staged").GetInt32());
        }
        finally
        {
            silo.Dispose();
            _worker?.Dispose();
        }
    }

    public override string ToString() => $"{WorkersKilled} workers killed, {SilosKilled} silos killed, {ServersRestarted} servers restarted";

    private void StartWorker() => _worker = RlProcess.Start(
        folder, $"worker {Pipeline} --commit-seconds 1", ("HF_ENDPOINT", hubAddress), ("HF_TOKEN", hubToken));

    private async Task<string?> Status()
    {
        var (exitCode, rl) = await RlProcess.Run(folder, "runs show latest --json");
        using (rl)
        {
            Assert.True(exitCode == 0, rl.Error);
            return rl.Json.GetProperty("status").GetString();
        }
    }

    // As an operator does it: an orderly stop, the same data afterwards.
    private static async Task Restart(string server)
    {
        string script = Path.Combine(ServicesFactAttribute.SourceFolder, "services", "services.sh");
        foreach (string action in (string[])["stop", "start"])
        {
            using var process = Process.Start(script, [server, action, Environment.GetEnvironmentVariable("RL_TEST_SERVICES")!]);
            using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
            await process.WaitForExitAsync(deadline.Token);
            Assert.Equal(0, process.ExitCode);
        }
    }
}
