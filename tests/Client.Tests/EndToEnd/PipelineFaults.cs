using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace RlOrleans.Client.Tests.EndToEnd;

/// <summary>
/// Trains with recorded episodes going over real servers, takes one part after the other away meanwhile, and asks the run
/// each time how far it is.
/// </summary>
internal sealed class PipelineFaults(string folder, string hubAddress, string hubToken, string repository, FaultSchedule schedule)
{
    private const string Shards = "--shard-mb 1 --shard-seconds 2";

    private readonly RlProcess?[] _workers = new RlProcess?[2];

    public int WorkersKilled { get; private set; }

    public int SilosKilled { get; private set; }

    public int RedisRestarts { get; private set; }

    public int RabbitRestarts { get; private set; }

    /// <summary>What the run said of its uploads, and what was on the Hub right afterwards.</summary>
    public List<(long ShardsSaid, long ShardsThere)> Claims { get; } = [];

    private static string Servers => $"--redis {Environment.GetEnvironmentVariable("RL_TEST_REDIS")} --rabbitmq {Environment.GetEnvironmentVariable("RL_TEST_RABBITMQ")}";

    /// <summary>Starts the training, disturbs it, resumes it where it was killed, and returns when it is completed.</summary>
    /// <param name="training">The command line, without where its episodes go.</param>
    /// <param name="shardsThere">How many shards are on the Hub now.</param>
    /// <param name="patience">After this time the test has failed.</param>
    public async Task SeeThrough(string training, Func<long> shardsThere, TimeSpan patience)
    {
        long start = Stopwatch.GetTimestamp();
        var silo = RlProcess.Start(folder, $"{training} {Shards} --dataset hf://{repository} {Servers} --json");
        for (int i = 0; i < _workers.Length; i++)
            StartWorker(i);
        try
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
            while (!silo.HasExited)
            {
                Assert.True(Stopwatch.GetElapsedTime(start) < patience, $"The run does not end. {this}\n{silo.Error}\n{string.Join('\n', _workers.Select(worker => worker!.Output + worker.Error))}");
                await timer.WaitForNextTickAsync();
                if (schedule.Next(Stopwatch.GetElapsedTime(start), ShareTrained()) is not { } faults)
                    continue;
                int victim = WorkersKilled++ % _workers.Length;
                await _workers[victim]!.Kill();
                _workers[victim]!.Dispose();
                if (faults.Redis)
                {
                    await Restart("redis", "Redis at", silo, shardsThere);
                    RedisRestarts++;
                }

                if (faults.RabbitMq)
                {
                    await Restart("rabbitmq", "RabbitMQ at", silo, shardsThere);
                    RabbitRestarts++;
                }

                if (faults.Silo)
                {
                    await silo.Kill();
                    silo.Dispose();
                    SilosKilled++;
                    Assert.Equal("interrupted", (await Ask(shardsThere)).Status);
                    silo = RlProcess.Start(folder, $"runs resume latest {Shards} {Servers} --json");
                }
                else
                {
                    Assert.Contains((await Ask(shardsThere)).Status, (string?[])["running", "evaluating", "uploading", "completed"]);
                }

                StartWorker(victim);
            }

            Assert.True(await silo.Exit() == 0, silo.Error);
            Assert.Equal("completed", silo.Json.GetProperty("status").GetString());
            var upload = silo.Json.GetProperty("upload");
            Assert.Equal(0, upload.GetProperty("staged").GetInt32());
            Assert.Equal(shardsThere(), upload.GetProperty("uploaded").GetInt64());
        }
        finally
        {
            silo.Dispose();
            foreach (var worker in _workers)
                worker?.Dispose();
        }
    }

    public override string ToString()
        => $"{WorkersKilled} workers killed, {SilosKilled} silos killed, Redis restarted {RedisRestarts} times, RabbitMQ {RabbitRestarts} times";

    private void StartWorker(int index) => _workers[index] = RlProcess.Start(
        folder, $"worker {Servers} --commit-seconds 1", ("HF_ENDPOINT", hubAddress), ("HF_TOKEN", hubToken));

    private async Task<(string? Status, string? Obstacle)> Ask(Func<long> shardsThere)
    {
        var (exitCode, rl) = await RlProcess.Run(folder, "runs show latest --json");
        using (rl)
        {
            Assert.True(exitCode == 0, rl.Error);
            string? status = rl.Json.GetProperty("status").GetString();
            if (!rl.Json.TryGetProperty("upload", out var upload) || upload.ValueKind != JsonValueKind.Object)
                return (status, null);
            Claims.Add((upload.GetProperty("uploaded").GetInt64(), shardsThere()));
            return (status, upload.TryGetProperty("message", out var message) ? message.GetString() : null);
        }
    }

    // The last line of the metrics; it may be in the middle of being written.
    private double ShareTrained()
    {
        string runs = Path.Combine(folder, "runs");
        string? metrics = !Directory.Exists(runs)
            ? null
            : Directory.EnumerateDirectories(runs).Select(run => Path.Combine(run, "metrics.jsonl")).SingleOrDefault(File.Exists);
        if (metrics is null || File.ReadLines(metrics).LastOrDefault(line => line.EndsWith('}')) is not { } last)
            return 0;
        return JsonDocument.Parse(last).RootElement.GetProperty("steps").GetInt64() / (double)schedule.Steps;
    }

    // As an operator does it: an orderly stop, the same data afterwards. In between, a run with episodes to hand over says
    // which server it waits for.
    private async Task Restart(string server, string name, RlProcess silo, Func<long> shardsThere)
    {
        await Operate(server, "stop");
        long start = Stopwatch.GetTimestamp();
        while (await Ask(shardsThere) is ("running", var obstacle) && obstacle?.Contains(name, StringComparison.Ordinal) != true && !silo.HasExited)
            Assert.True(Stopwatch.GetElapsedTime(start) < Until.Deadline, $"{server} is away, and the run says '{obstacle}'.\n{silo.Error}");
        await Operate(server, "start");
    }

    private static string TestsFolder => typeof(PipelineFaults).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "TestsFolder").Value!;

    private static async Task Operate(string server, string action)
    {
        string script = Path.Combine(TestsFolder, "services", "services.sh");
        using var process = Process.Start(script, [server, action, Environment.GetEnvironmentVariable("RL_TEST_SERVICES")!]);
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await process.WaitForExitAsync(deadline.Token);
        Assert.Equal(0, process.ExitCode);
    }
}
