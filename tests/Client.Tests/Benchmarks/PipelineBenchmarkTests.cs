using System.Text.Json;
using RlOrleans.Client.Benchmarks;
using RlOrleans.Client.Tests.CommandLine;
using RlOrleans.Environments;
using RlOrleans.Episodes;
using RlOrleans.Worker.Datasets;

namespace RlOrleans.Client.Tests.Benchmarks;

public sealed class PipelineBenchmarkTests : IDisposable
{
    private readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task Run_WithoutServers_MeasuresEveryPartBesideItsLimits()
    {
        Assert.Equal(0, await _shell.Run("bench pipeline PacMan-v0 --seconds 1 --shard-mb 1 --json"));

        var payload = Assert.Single(_shell.Json.GetProperty("payloads").EnumerateArray());
        var parts = payload.GetProperty("parts").EnumerateArray().ToList();
        Assert.Equal("PacMan-v0", payload.GetProperty("environment").GetString());
        Assert.Equal([true, true, true, false, false, false, false], parts.Select(part => part.GetProperty("is_limit").GetBoolean()));
        Assert.All(parts, part => Assert.InRange(Number(part, "shards_per_second"), 0.01, 1e9));
        Assert.InRange(Number(payload, "shard_bytes"), 1 << 19, 1 << 22);
        Assert.InRange(Number(payload, "frame_bytes"), 1, Number(payload, "shard_bytes") - 1);
        Assert.True(Number(payload, "parquet_bytes_per_second_of_core") > 0);

        var staged = parts.Single(part => part.GetProperty("part").GetString() == PipelineBenchmark.Staged);
        double slowest = parts.Where(part => part.GetProperty("is_limit").GetBoolean()).Min(part => Number(part, "shards_per_second"));
        Assert.Equal(Number(staged, "shards_per_second") / slowest, Number(payload, "staged_share_of_slowest_limit"), tolerance: 0.01);
        var oneThread = parts.Single(part => part.GetProperty("part").GetString()!.StartsWith("zstd on one thread", StringComparison.Ordinal));
        Assert.Equal(
            Number(staged, "shards_per_second") / Number(oneThread, "shards_per_second"), Number(payload, "staged_share_of_zstd_on_one_thread"), tolerance: 0.01);
        Assert.Equal(1, Number(staged, "episodes_per_second") / Number(staged, "shards_per_second") / Number(payload, "episodes"), tolerance: 0.05);
        Assert.Empty(_shell.Files);
    }

    [Fact]
    public async Task Run_BadOptions_SaysAllThatIsWrong()
    {
        Assert.Equal(2, await _shell.Run("bench pipeline PacMan --seconds 0 --shard-mb 257 --redis localhost"));
        Assert.Equal(
            [
                "error: --rabbitmq: is missing: --redis needs a RabbitMQ that tells the workers",
                "error: --seconds '0': must be a whole number from 1 to 600",
                "error: --shard-mb '257': must be a whole number from 1 to 256",
            ],
            _shell.ErrorLines.Where(line => !line.StartsWith("error: environment 'PacMan': ", StringComparison.Ordinal)));
        Assert.Equal(4, _shell.ErrorLines.Count);
        Assert.Empty(_shell.Output);
    }

    [Fact]
    public async Task Run_ServersThatDoNotAnswer_FailsWithTheirAddress()
    {
        Assert.Equal(1, await _shell.Run("bench pipeline --seconds 1 --redis 127.0.0.1:1 --rabbitmq amqp://nobody:nothing@127.0.0.1:1 --json"));
        Assert.Contains("127.0.0.1:1", Assert.Single(_shell.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CartPole-v1")]
    [InlineData("Pendulum-v1")]
    public void Record_RandomActions_AreTheSameEpisodesEachTime(string environmentId)
    {
        EnvironmentRegistry.Default.TryGet(environmentId, out var spec);
        EpisodeShard first = Record(), second = Record();
        Assert.Equal(first.Episodes.Select(Hash), second.Episodes.Select(Hash));
        Assert.Equal(first.Episodes.Length, first.Episodes.Select(Hash).Distinct().Count());
        Assert.InRange(first.Episodes.Sum(episode => episode.SizeBytes), 1 << 16, 1 << 17);
        Assert.All(first.Episodes, episode =>
        {
            Assert.Equal((episode.Length + 1) * spec!.ObservationSpace.Size, episode.Observations.Length);
            Assert.Equal(episode.Length * spec.ActionSpace.Size, episode.Actions.Length);
            Assert.True(episode.Terminated | episode.Truncated);
        });

        string Hash(Episode episode) => EpisodeHash.Compute(environmentId, episode, spec!.ObservationSpace.Size, spec.ActionSpace.Size);

        EpisodeShard Record() => RandomPlay.Record(environmentId, 1 << 16, "bench");
    }

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();
}
