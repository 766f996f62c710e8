using System.Globalization;
using RlOrleans.HubServer;
using RlOrleans.HubServer.Faults;
using RlOrleans.Worker.Datasets;

namespace RlOrleans.Client.Tests.EndToEnd;

/// <summary>
/// Agents, a real Redis, a real RabbitMQ, two workers and a test Hub, all of which fail. For a minute, or for as many as
/// RL_FAULT_MINUTES says. What a run without faults records is the ledger that the dataset is compared with.
/// </summary>
[Collection(RealServers.Name)]
public sealed class PipelineFaultTests : IDisposable
{
    private const string Token = "hf_test";

    // Two of these trainings beside each other, one of them disturbed, take about so long on two cores. Updates take their
    // time, and a good part of the first minute is the start.
    private const int StepsInFirstMinute = 680_000;
    private const int StepsInOtherMinutes = 1_250_000;
    private const string Recipe = "--record all --set n_epochs=100 --seed 3";

    private readonly Workplace _workplace = new();
    private readonly Workplace _undisturbed = new();

    // What an earlier test left in the queue belongs to another repository.
    private readonly string _repository = $"user/faults-{Guid.NewGuid():N}";

    public void Dispose()
    {
        _workplace.Dispose();
        _undisturbed.Dispose();
    }

    [ServicesFact]
    public async Task Train_EverythingFailsNowAndThen_EveryEpisodeIsOnTheHubOnce()
    {
        int minutes = int.Parse(Environment.GetEnvironmentVariable("RL_FAULT_MINUTES") ?? "1", CultureInfo.InvariantCulture);
        var patience = TimeSpan.FromMinutes(5 + (5 * minutes));
        long steps = StepsInFirstMinute + ((minutes - 1L) * StepsInOtherMinutes);
        string training = $"train CartPole-v1 {Recipe} --steps {steps}";
        string ledger = Path.Combine(_undisturbed.Folder, "ledger");
        using var undisturbed = RlProcess.Start(_undisturbed.Folder, $"{training} --dataset ledger --json");

        // A tenth of the requests is answered with 429, another with 500 (done or not), and the answer to a third is lost.
        await using var hub = await TestHub.StartAsync(new TestHubOptions
        {
            Folder = Path.Combine(_workplace.Folder, "hub"),
            Token = Token,
            Rates = new FaultRates { TooManyRequests = 0.1, ErrorBefore = 0.05, ErrorAfter = 0.05, LostAnswer = 0.1 },
        });
        var schedule = new FaultSchedule(minutes, steps);
        var faults = new PipelineFaults(_workplace.Folder, hub.Address, Token, _repository, schedule);

        await faults.SeeThrough(training, () => ShardsOn(hub), patience);
        Assert.Equal(0, await undisturbed.Exit(patience));

        var expected = new DatasetReader(ledger).Episodes().Select(Identity).Order(StringComparer.Ordinal).ToList();
        var actual = Download(hub).Episodes().Select(Identity).Order(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(expected);
        Assert.Equal(expected, actual);
        Assert.Empty(hub.Violations);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_workplace.Runs, ".shards"), "*.state", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFiles(_workplace.Runs, "*.tmp", SearchOption.AllDirectories));

        // What was said to be uploaded was there.
        Assert.NotEmpty(faults.Claims);
        Assert.All(faults.Claims, claim => Assert.InRange(claim.ShardsSaid, 0, claim.ShardsThere));
        Assert.Equal(
            (schedule.Workers, schedule.Silos, schedule.Restarts, schedule.Restarts),
            (faults.WorkersKilled, faults.SilosKilled, faults.RedisRestarts, faults.RabbitRestarts));
    }

    // A shard is a file of steps and a file of episodes.
    private long ShardsOn(TestHub hub) => hub.Repositories.Find(_repository)?.Head.Files.Keys.Count(path => path.StartsWith("data/", StringComparison.Ordinal)) ?? 0;

    // The id without the run's own name, and the hash of all that is in the episode.
    private static string Identity(EpisodeRow row) => $"{row.EpisodeId[row.RunId.Length..]} {row.Hash}";

    // The head of the repository as files, for the reader.
    private DatasetReader Download(TestHub hub)
    {
        string folder = Path.Combine(_workplace.Folder, "download");
        foreach (var file in hub.Repositories.Find(_repository)!.Head.Files.Values.Where(file => file.IsLarge))
        {
            string path = Path.Combine(folder, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Copy(Directory.EnumerateFiles(hub.Options.Folder, file.ObjectId, SearchOption.AllDirectories).Single(), path);
        }

        return new DatasetReader(folder);
    }
}
