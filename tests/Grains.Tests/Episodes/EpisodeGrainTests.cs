using System.Collections.Immutable;
using RlOrleans.Episodes;
using RlOrleans.Grains.Tests.Hosting;

namespace RlOrleans.Grains.Tests.Episodes;

public sealed class EpisodeGrainTests : IDisposable
{
    private static readonly RecordingTarget Target = new()
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
    private readonly MemorySink _sink = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Append_RepeatedEpisodes_AreHeldOnce()
    {
        await using var cluster = await RlCluster.Start(_folder.Path, _sink);
        var shard = cluster.Grains.GetGrain<IEpisodeGrain>("run/000-000000");

        await shard.Append(Target, Episodes(0, 3));
        var result = await shard.Append(Target, Episodes(1, 4));
        await shard.Seal();

        Assert.Equal(new AppendResult(false, 5), result);
        Assert.Equal([0, 1, 2, 3, 4], _sink.Episodes("train").Select(episode => episode.Ordinal));
    }

    [Fact]
    public async Task Append_Gap_IsRefused()
    {
        await using var cluster = await RlCluster.Start(_folder.Path, _sink);
        var shard = cluster.Grains.GetGrain<IEpisodeGrain>("run/000-000000");
        await shard.Append(Target, Episodes(0, 2));

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => shard.Append(Target, Episodes(3, 1)));

        Assert.Contains("would be lost", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Append_SealedShard_TakesNothingNewAndTellsWhatItHolds()
    {
        await using var cluster = await RlCluster.Start(_folder.Path, _sink);
        var shard = cluster.Grains.GetGrain<IEpisodeGrain>("run/000-000000");
        await shard.Append(Target, Episodes(0, 2));
        await shard.Seal();

        var result = await shard.Append(Target, Episodes(1, 3));
        await shard.Seal();

        Assert.Equal(new AppendResult(true, 2), result);
        Assert.Equal(2, _sink.Episodes("train").Count);
    }

    [Fact]
    public async Task Flush_SiloLostAfterwards_EpisodesAreThere()
    {
        await using (var cluster = await RlCluster.Start(_folder.Path, _sink))
        {
            var shard = cluster.Grains.GetGrain<IEpisodeGrain>("run/000-000000");
            await shard.Append(Target, Episodes(0, 2));
            await shard.Flush();
            await shard.Append(Target, Episodes(2, 1));
        }

        await using var later = await RlCluster.Start(_folder.Path, _sink);
        var again = later.Grains.GetGrain<IEpisodeGrain>("run/000-000000");
        var result = await again.Append(Target, Episodes(1, 2));
        await again.Seal();

        Assert.Equal(3, result.NextOrdinal);
        Assert.Equal([0, 1, 2], _sink.Episodes("train").Select(episode => episode.Ordinal));
        Assert.Equal([1f, 2f], _sink.Episodes("train")[1].Observations.ToArray());
    }

    [Fact]
    public async Task Seal_SinkFails_KeepsTheEpisodesAndSealsAtTheNextActivation()
    {
        _sink.Failure = _ => new IOException("No space left on device");
        await using (var cluster = await RlCluster.Start(_folder.Path, _sink))
        {
            var shard = cluster.Grains.GetGrain<IEpisodeGrain>("run/000-000000");
            await shard.Append(Target, Episodes(0, 2));
            await Assert.ThrowsAsync<IOException>(shard.Seal);
            var refused = await shard.Append(Target, Episodes(2, 1));
            Assert.Equal(new AppendResult(true, 2), refused);
        }

        _sink.Failure = _ => null;
        await using var later = await RlCluster.Start(_folder.Path, _sink);
        await later.Grains.GetGrain<IEpisodeGrain>("run/000-000000").Seal();

        Assert.Equal([0, 1], _sink.Episodes("train").Select(episode => episode.Ordinal));
    }

    [Fact]
    public async Task Append_ShardSealedAtAStop_GoesOnInTheNextShard()
    {
        await using var cluster = await RlCluster.Start(_folder.Path, _sink);
        var first = new ShardWriter(cluster.Grains, Target, "0");
        await first.Append(Episodes(0, 4));
        await first.Seal();

        // A resume from a checkpoint that was taken when only two of the four episodes were there.
        var resumed = new ShardWriter(cluster.Grains, Target, "0");
        resumed.Restore(0, 2 * Episodes(0, 1)[0].SizeBytes);
        await resumed.Append(Episodes(2, 1));
        await resumed.Append(Episodes(3, 3));
        await resumed.Seal();

        Assert.Equal(["run/000-000000", "run/000-000001"], _sink.ShardIds);
        Assert.Equal([0, 1, 2, 3, 4, 5], _sink.Episodes("train").Select(episode => episode.Ordinal).Order());
    }

    [Fact]
    public async Task Seal_EmptyShard_WritesNothing()
    {
        await using var cluster = await RlCluster.Start(_folder.Path, _sink);

        await cluster.Grains.GetGrain<IEpisodeGrain>("run/000-000000").Seal();

        Assert.Empty(_sink.ShardIds);
    }

    private static ImmutableArray<Episode> Episodes(long first, int count) => [.. Enumerable.Range(0, count).Select(i => new Episode
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
