using System.Collections.Immutable;
using RlOrleans.Episodes;
using RlOrleans.Grains.Tests.Hosting;
using RlOrleans.Hosting;

namespace RlOrleans.Grains.Tests.Episodes;

public sealed class EpisodeGrainTests : IDisposable
{
    internal static readonly RecordingTarget Target = new()
    {
        Dataset = "unused",
        RunId = "run",
        Split = "train",
        Environment = "CartPole-v1",
        Algorithm = "ppo",
        ObservationSize = 1,
        ActionSize = 1,
        DiscreteActions = true,
    };

    private readonly TemporaryFolder _folder = new();
    private readonly MemoryTransport _transport = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Append_RepeatedEpisodes_AreHeldOnce()
    {
        await using var cluster = await RlCluster.Start(_folder.Path, _transport);
        var shard = cluster.Grains.GetGrain<IEpisodeGrain>("run/000-000000");

        await shard.Append(Target, Episodes(0, 3));
        var result = await shard.Append(Target, Episodes(1, 4));
        await shard.Seal();
        await cluster.Uploaded("run");

        Assert.Equal(new AppendResult(false, 5), result);
        Assert.Equal([0, 1, 2, 3, 4], _transport.Episodes("train").Select(episode => episode.Ordinal));
    }

    [Fact]
    public async Task Append_Gap_IsRefused()
    {
        await using var cluster = await RlCluster.Start(_folder.Path, _transport);
        var shard = cluster.Grains.GetGrain<IEpisodeGrain>("run/000-000000");
        await shard.Append(Target, Episodes(0, 2));

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => shard.Append(Target, Episodes(3, 1)));

        Assert.Contains("would be lost", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Append_SealedShard_TakesNothingNewAndTellsWhatItHolds()
    {
        await using var cluster = await RlCluster.Start(_folder.Path, _transport);
        var shard = cluster.Grains.GetGrain<IEpisodeGrain>("run/000-000000");
        await shard.Append(Target, Episodes(0, 2));
        await shard.Seal();

        var result = await shard.Append(Target, Episodes(1, 3));
        await shard.Seal();
        await cluster.Uploaded("run");

        Assert.Equal(new AppendResult(true, 2), result);
        Assert.Equal(2, _transport.Episodes("train").Count);
    }

    [Fact]
    public async Task Flush_SiloLostAfterwards_EpisodesAreThere()
    {
        await using (var cluster = await RlCluster.Start(_folder.Path, _transport))
        {
            var shard = cluster.Grains.GetGrain<IEpisodeGrain>("run/000-000000");
            await shard.Append(Target, Episodes(0, 2));
            await shard.Flush();
            await shard.Append(Target, Episodes(2, 1));
        }

        await using var later = await RlCluster.Start(_folder.Path, _transport);
        var again = later.Grains.GetGrain<IEpisodeGrain>("run/000-000000");
        var result = await again.Append(Target, Episodes(1, 2));
        await again.Seal();
        await later.Uploaded("run");

        Assert.Equal(3, result.NextOrdinal);
        Assert.Equal([0, 1, 2], _transport.Episodes("train").Select(episode => episode.Ordinal));
        Assert.Equal([1f, 2f], _transport.Episodes("train")[1].Observations.ToArray());
    }

    [Fact]
    public async Task Append_ShardThatWasUploadedAndForgotten_TakesNothingAgain()
    {
        await using (var cluster = await RlCluster.Start(_folder.Path, _transport))
        {
            var shard = cluster.Grains.GetGrain<IEpisodeGrain>("run/000-000000");
            await shard.Append(Target, Episodes(0, 3));
            await shard.Seal();
            await cluster.Uploaded("run");
        }

        // A resume from a checkpoint that was taken before the shard was sealed.
        await using var later = await RlCluster.Start(_folder.Path, _transport);
        var again = later.Grains.GetGrain<IEpisodeGrain>("run/000-000000");
        var result = await again.Append(Target, Episodes(1, 3));
        await again.Seal();

        Assert.Equal(new AppendResult(true, 3), result);
        Assert.Equal(1, _transport.Stagings);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_folder.Path, ".shards", "shard"), "*.state", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Append_ShardSealedAtAStop_GoesOnInTheNextShard()
    {
        await using var cluster = await RlCluster.Start(_folder.Path, _transport);
        var first = new ShardWriter(cluster.Grains, Target, "0", new RlSiloOptions(), TimeProvider.System);
        await first.Append(Episodes(0, 4));
        await first.Seal();

        // A resume from a checkpoint that was taken when only two of the four episodes were there.
        var resumed = new ShardWriter(cluster.Grains, Target, "0", new RlSiloOptions(), TimeProvider.System);
        var recorded = await resumed.Resume(shard: 0);
        await resumed.Append(Episodes(2, 1));
        await resumed.Append(Episodes(3, 3));
        await resumed.Seal();
        await cluster.Uploaded("run");

        Assert.True(recorded.Holds(lane: 0, episode: 3));
        Assert.False(recorded.Holds(lane: 0, episode: 4));
        Assert.Equal(["000-000000", "000-000001"], _transport.ShardIds);
        Assert.Equal([0, 1, 2, 3, 4, 5], _transport.Episodes("train").Select(episode => episode.Ordinal).Order());
    }

    [Fact]
    public async Task Resume_ShardsSealedAndStoredSinceTheCheckpoint_GoesOnAfterAllOfThem()
    {
        await using (var cluster = await RlCluster.Start(_folder.Path, _transport))
        {
            var first = new ShardWriter(cluster.Grains, Target, "0", new RlSiloOptions(), TimeProvider.System);
            await first.Append([.. Episodes(0, 3).Select(episode => episode with { Lane = 1 })]);
            await first.Seal();
            await first.Append(Episodes(3, 2));
            await cluster.Grains.GetGrain<IEpisodeGrain>("run/000-000001").Flush();
            await first.Append(Episodes(5, 1));
        }

        await using var later = await RlCluster.Start(_folder.Path, _transport);
        var resumed = new ShardWriter(later.Grains, Target, "0", new RlSiloOptions(), TimeProvider.System);
        var recorded = await resumed.Resume(shard: 0);
        await resumed.Append(Episodes(5, 2));
        await resumed.Seal();
        await later.Uploaded("run");

        Assert.Equal((1, 5L), (recorded.Shard, recorded.NextOrdinal));
        Assert.Equal([5u, 3u], recorded.NextEpisodes.ToArray());
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], _transport.Episodes("train").Select(episode => episode.Ordinal).Order());
        Assert.Equal(["000-000000", "000-000001"], _transport.ShardIds.Distinct().Order());
    }

    [Fact]
    public async Task Resume_ShardThatDidNotReachItsOutbox_IsBroughtThere()
    {
        await using (var cluster = await RlCluster.Start(_folder.Path, _transport))
        {
            var shard = cluster.Grains.GetGrain<IEpisodeGrain>("run/000-000000");
            await shard.Append(Target, Episodes(0, 2));
            Directory.CreateDirectory(Path.Combine(_folder.Path, ".shards"));
            File.WriteAllText(Path.Combine(_folder.Path, ".shards", "outbox"), "a file where the outbox keeps its folder");
            await Assert.ThrowsAnyAsync<Exception>(shard.Seal);
        }

        File.Delete(Path.Combine(_folder.Path, ".shards", "outbox"));
        await using var later = await RlCluster.Start(_folder.Path, _transport);
        var resumed = new ShardWriter(later.Grains, Target, "0", new RlSiloOptions(), TimeProvider.System);
        var recorded = await resumed.Resume(shard: 0);
        await later.Uploaded("run");

        Assert.Equal(2, recorded.NextOrdinal);
        Assert.Equal(1, resumed.Shard);
        Assert.Equal([0, 1], _transport.Episodes("train").Select(episode => episode.Ordinal));
    }

    [Fact]
    public async Task Seal_EmptyShard_WritesNothing()
    {
        await using var cluster = await RlCluster.Start(_folder.Path, _transport);

        await cluster.Grains.GetGrain<IEpisodeGrain>("run/000-000000").Seal();

        Assert.Empty(_transport.ShardIds);
    }

    internal static ImmutableArray<Episode> Episodes(long first, int count) => [.. Enumerable.Range(0, count).Select(i => new Episode
    {
        Id = $"run/0/0/{first + i}",
        Ordinal = first + i,
        Seed = 1,
        Purpose = 1,
        Agent = 0,
        Lane = 0,
        EpisodeNumber = (uint)(first + i),
        Observations = [first + i, first + i + 1],
        Actions = [1],
        Rewards = [1],
        LogProbs = [-0.5f],
        PolicyVersions = [0],
        Terminated = true,
        Truncated = false,
        Return = 1,
    })];
}
