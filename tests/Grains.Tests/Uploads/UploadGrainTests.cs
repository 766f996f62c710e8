using RlOrleans.Episodes;
using RlOrleans.Grains.Tests.Episodes;
using RlOrleans.Grains.Tests.Hosting;
using RlOrleans.Hosting;
using RlOrleans.Tests.Support;
using RlOrleans.Uploads;

namespace RlOrleans.Grains.Tests.Uploads;

public sealed class UploadGrainTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MemoryTransport _transport = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Seal_StagingFull_SaysSoKeepsTheEpisodesAndGoesOnByItself()
    {
        _transport.StagingFailure = _ => new IOException("Redis at test:1: it is out of memory");
        await using var cluster = await RlCluster.Start(_folder.Path, _transport);
        await Seal(cluster, 0, 2);

        var held = await cluster.Upload("run", status => status.Message is not null);
        _transport.StagingFailure = _ => null;
        var done = await cluster.Uploaded("run");

        Assert.Equal((1, 0), (held.Sealed, held.Staged));
        Assert.Contains("out of memory", held.Message, StringComparison.Ordinal);
        Assert.Equal((1, 2), (done.Uploaded, done.UploadedEpisodes));
        Assert.Null(done.Message);
        Assert.Equal([0, 1], _transport.Episodes("train").Select(episode => episode.Ordinal));
    }

    [Fact]
    public async Task Seal_QueueDown_StagesAndNotifiesLater()
    {
        _transport.NotifyFailure = _ => new IOException("RabbitMQ at test:1: Connection refused");
        await using var cluster = await RlCluster.Start(_folder.Path, _transport);
        await Seal(cluster, 0, 2);

        var held = await cluster.Upload("run", status => status is { Staged: 1, Message: not null });
        _transport.NotifyFailure = _ => null;
        await cluster.Uploaded("run");

        Assert.Contains("Connection refused", held.Message, StringComparison.Ordinal);
        Assert.Equal(1, _transport.Stagings);
        Assert.Equal(2, _transport.Episodes("train").Count);
    }

    [Fact]
    public async Task Seal_OneShardSlowToStage_WorkersAreToldOfTheOthers()
    {
        using var slow = new ManualResetEventSlim();
        _transport.StagingFailure = _ => new IOException("not yet");
        await using var cluster = await RlCluster.Start(_folder.Path, _transport);
        for (int i = 0; i < 3; i++)
        {
            await Seal(cluster, i, 1, $"000-{i:D6}");
        }

        _transport.StagingFailure = key =>
        {
            if (key.EndsWith("000-000000", StringComparison.Ordinal))
            {
                slow.Wait();
            }

            return null;
        };
        await Until.True(() => _transport.Notifications == 2);
        slow.Set();
        var done = await cluster.Uploaded("run");

        Assert.Equal(3, done.Uploaded);
        Assert.Equal([0, 1, 2], _transport.Episodes("train").Select(episode => episode.Ordinal).Order());
    }

    [Fact]
    public async Task Seal_OneShardHangsInStaging_LaterShardsReachTheDataset()
    {
        using var hanging = new ManualResetEventSlim();
        _transport.StagingFailure = key =>
        {
            if (key.EndsWith("000-000000", StringComparison.Ordinal))
            {
                hanging.Wait();
            }

            return null;
        };
        await using var cluster = await RlCluster.Start(_folder.Path, _transport, configure: options => options.MaxConcurrentStagings = 2);
        for (int i = 0; i < 6; i++)
        {
            await Seal(cluster, i, 1, $"000-{i:D6}");
        }

        try
        {
            var others = await cluster.Upload("run", status => status.Uploaded == 5);
            Assert.Equal((1, 0), (others.Sealed, others.Staged));
        }
        finally
        {
            hanging.Set();
        }

        Assert.Equal(6, (await cluster.Uploaded("run")).Uploaded);
    }

    [Fact]
    public async Task Seal_ManyShards_NoMoreAreStagedAtATimeThanMayBe()
    {
        int now = 0, most = 0;
        _transport.StagingFailure = _ =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref now));
            Thread.Yield();
            Interlocked.Decrement(ref now);
            return null;
        };
        await using var cluster = await RlCluster.Start(_folder.Path, _transport, configure: options => options.MaxConcurrentStagings = 2);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Seal(cluster, 0, 1, $"{i:D3}-000000")));

        Assert.Equal(40, (await cluster.Uploaded("run")).Uploaded);
        Assert.InRange(most, 1, 2);
    }

    [Fact]
    public async Task Seal_ShardThatIsUploadedAlready_ReturnsAndKeepsNothing()
    {
        await using var cluster = await RlCluster.Start(_folder.Path, _transport);
        await Seal(cluster, 1, 1, "000-000001");
        await cluster.Uploaded("run");

        await Seal(cluster, 0, 1, "000-000000");

        await Until.True(() => !Directory.EnumerateFiles(Path.Combine(_folder.Path, ".shards"), "*000-000000*.state", SearchOption.AllDirectories).Any());
        Assert.Equal(1, (await cluster.Grains.GetGrain<IUploadGrain>("run").Describe()).Uploaded);
    }

    [Fact]
    public async Task Resume_SiloLostWithShardsOnTheWay_UploadsEachOnce()
    {
        _transport.HasWorker = false;
        await using (var cluster = await RlCluster.Start(_folder.Path, _transport))
        {
            await Seal(cluster, 0, 2);
            await Seal(cluster, 2, 3, "000-000001");
            await cluster.Upload("run", status => status.Staged == 2);
        }

        _transport.HasWorker = true;
        _transport.LoseStaged();
        await using var later = await RlCluster.Start(_folder.Path, _transport, configure: Impatient);
        await later.Grains.GetGrain<IUploadGrain>("run").Resume();
        var done = await later.Uploaded("run");

        Assert.Equal((2, 5), (done.Uploaded, done.UploadedEpisodes));
        Assert.Equal([0, 1, 2, 3, 4], _transport.Episodes("train").Select(episode => episode.Ordinal).Order());
    }

    [Fact]
    public async Task Upload_StagingAreaThatLostAShard_IsGivenItAgain()
    {
        _transport.HasWorker = false;
        await using var cluster = await RlCluster.Start(_folder.Path, _transport, configure: Impatient);
        await Seal(cluster, 0, 2);
        await cluster.Upload("run", status => status.Staged == 1);

        _transport.LoseStaged();
        _transport.HasWorker = true;
        await cluster.Uploaded("run");

        Assert.Equal([0, 1], _transport.Episodes("train").Select(episode => episode.Ordinal));
    }

    [Fact]
    public async Task Upload_WorkerGivesUp_IsKeptToldAndTriedAgainAtAResume()
    {
        _transport.Failure = _ => "No space left on device";
        await using var cluster = await RlCluster.Start(_folder.Path, _transport);
        await Seal(cluster, 0, 2);

        var failed = await cluster.Upload("run", status => status.Failed == 1);
        _transport.Failure = _ => null;
        await cluster.Grains.GetGrain<IUploadGrain>("run").Resume();
        var done = await cluster.Uploaded("run");

        Assert.Contains("No space left", failed.Message, StringComparison.Ordinal);
        Assert.Equal((1, 0), (done.Uploaded, done.Failed));
        Assert.Equal(2, _transport.Episodes("train").Count);
    }

    [Fact]
    public async Task Resume_WorkerGaveUpAfterTheProcessHadEnded_TriesOnceMore()
    {
        _transport.HasWorker = false;
        await using (var cluster = await RlCluster.Start(_folder.Path, _transport))
        {
            await Seal(cluster, 0, 2);
            await cluster.Upload("run", status => status.Staged == 1);
        }

        _transport.GiveUp("No space left on device");
        _transport.HasWorker = true;
        await using var later = await RlCluster.Start(_folder.Path, _transport);
        await later.Grains.GetGrain<IUploadGrain>("run").Resume();
        var done = await later.Uploaded("run");

        Assert.Equal((1, 0), (done.Uploaded, done.Failed));
    }

    [Fact]
    public async Task Resume_WorkerGivesUpAgain_SaysSo()
    {
        _transport.Failure = _ => "No space left on device";
        await using var cluster = await RlCluster.Start(_folder.Path, _transport);
        await Seal(cluster, 0, 2);
        await cluster.Upload("run", status => status.Failed == 1);
        int notifications = _transport.Notifications;

        await cluster.Grains.GetGrain<IUploadGrain>("run").Resume();
        var failed = await cluster.Upload("run", status => status.Failed == 1 && _transport.Notifications > notifications);

        Assert.Contains("No space left", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WaitForRoom_ShardsThatCannotLeave_HoldsTheirAgentBack()
    {
        _transport.StagingFailure = _ => new IOException("Redis at test:1: it is out of memory");
        await using var cluster = await RlCluster.Start(_folder.Path, _transport, configure: options => options.MaxUnstagedShards = 2);
        await Seal(cluster, 0, 1);
        Assert.True(await cluster.Grains.GetGrain<IUploadGrain>("run").WaitForRoom());
        await Seal(cluster, 1, 1, "000-000001");

        var waiting = cluster.Grains.GetGrain<IUploadGrain>("run").WaitForRoom();
        Assert.False(waiting.IsCompleted);
        _transport.StagingFailure = _ => null;

        Assert.True(await waiting);
    }

    [Fact]
    public async Task Upload_NoWorker_SaysThatShardsWait()
    {
        _transport.HasWorker = false;
        await using var cluster = await RlCluster.Start(
            _folder.Path, _transport, configure: options => options.WorkerPatience = TimeSpan.FromMilliseconds(100));
        await Seal(cluster, 0, 1);

        var status = await cluster.Upload("run", status => status.Message is not null);

        Assert.Equal("1 staged shard waits for a worker", status.Message);
    }

    [Fact]
    public async Task Close_EverythingUploaded_LeavesNothingBehind()
    {
        await using var cluster = await RlCluster.Start(_folder.Path, _transport);
        await Seal(cluster, 0, 1);
        await cluster.Uploaded("run");

        await cluster.Grains.GetGrain<IUploadGrain>("run").Close();

        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_folder.Path, ".shards"), "*.state", SearchOption.AllDirectories));
    }

    private static void Impatient(RlSiloOptions options) => options.ReminderInterval = TimeSpan.FromSeconds(1);

    private static void InterlockedMax(ref int most, int value)
    {
        for (int seen = most; value > seen && Interlocked.CompareExchange(ref most, value, seen) != seen; seen = most)
        {
        }
    }

    private static async Task Seal(RlCluster cluster, long first, int count, string shardId = "000-000000")
    {
        var shard = cluster.Grains.GetGrain<IEpisodeGrain>($"run/{shardId}");
        await shard.Append(EpisodeGrainTests.Target, EpisodeGrainTests.Episodes(first, count));
        await shard.Seal();
    }
}
