using RlOrleans.Episodes;
using RlOrleans.Worker.Datasets;

namespace RlOrleans.Worker.Tests.Datasets;

public class DatasetCheckTests
{
    private const string First = "train-run-1-agent-0-000001.parquet";
    private const string Second = "train-run-1-agent-0-000002.parquet";

    [Fact]
    public async Task Run_GoodDataset_HasNoProblems()
    {
        using var folder = new TemporaryFolder();
        await WriteAsync(folder);
        DatasetCheck check = DatasetCheck.Run(folder.Path, CancellationToken.None);
        Assert.Empty(check.Problems);
        Assert.Equal((4, 10), (check.Files, check.Episodes.Count));
    }

    [Fact]
    public async Task Run_ShardIsMissing_NamesTheEpisodes()
    {
        using var folder = new TemporaryFolder();
        await WriteAsync(folder);
        File.Delete(folder[$"data/{First}"]);
        File.Delete(folder[$"episodes/{First}"]);
        Assert.Equal(["episodes number 0 to 4 of 'run-1/0' are missing"], Problems(folder));
    }

    [Fact]
    public async Task Run_EpisodesTwice_NamesThemAndTheirFiles()
    {
        using var folder = new TemporaryFolder();
        EpisodeShard shard = Shard(0);
        foreach (string id in new[] { "agent-0-000001", "agent-0-000002" })
            await new Sink().WriteAsync(Of(folder, shard) with { ShardId = id }, CancellationToken.None);
        IReadOnlyList<string> problems = Problems(folder);
        Assert.Equal(5, problems.Count);
        Assert.Equal($"episode 'run-1/0/0/0' is there 2 times: in {First}, {Second}", problems[0]);
    }

    [Fact]
    public async Task Run_FileWithoutItsCounterpart_NamesIt()
    {
        using var folder = new TemporaryFolder();
        await WriteAsync(folder);
        File.Delete(folder[$"episodes/{Second}"]);
        Assert.Equal([$"'data/{Second}' has no readable table of episodes beside it"], Problems(folder));
        File.Delete(folder[$"data/{First}"]);
        Assert.Contains($"'episodes/{First}' has 5 episodes without their steps", Problems(folder));
    }

    // Anywhere among the pages: the footer has no checksum in Parquet.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(7)]
    public async Task Run_BitFlipped_NamesTheFile(int part)
    {
        using var folder = new TemporaryFolder();
        await WriteAsync(folder);
        byte[] bytes = File.ReadAllBytes(folder[$"data/{First}"]);
        int footer = BitConverter.ToInt32(bytes, bytes.Length - 8);
        bytes[(bytes.Length - footer) * part / 8] ^= 4;
        File.WriteAllBytes(folder[$"data/{First}"], bytes);
        IReadOnlyList<string> problems = Problems(folder);
        Assert.NotEmpty(problems);
        Assert.All(problems, problem => Assert.Contains(First, problem, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_StepsOfAnotherRecording_NamesTheEpisode()
    {
        using var folder = new TemporaryFolder();
        await WriteAsync(folder);
        EpisodeShard shard = Of(folder, Shard(0));
        File.Delete(folder[$"data/{First}"]);
        Episode changed = shard.Episodes[1] with { Rewards = shard.Episodes[1].Rewards.SetItem(3, 7) };
        await new Sink().WriteAsync(shard with { Episodes = shard.Episodes.SetItem(1, changed) }, CancellationToken.None);
        string problem = Assert.Single(Problems(folder));
        Assert.Contains($"The steps of episode '{changed.Id}' are not those that its hash was made of", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SummaryOfOtherFiles_SaysSo()
    {
        using var folder = new TemporaryFolder();
        await WriteAsync(folder);
        string path = folder["meta/summary.json"];
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"files\": 2", "\"files\": 3", StringComparison.Ordinal));
        Assert.Equal([$"'{path}' does not tell what the files have"], Problems(folder));
    }

    private static IReadOnlyList<string> Problems(TemporaryFolder folder) => DatasetCheck.Run(folder.Path, CancellationToken.None).Problems;

    private static async Task WriteAsync(TemporaryFolder folder)
    {
        for (int i = 0; i < 2; i++)
            await new Sink().WriteAsync(Of(folder, Shard(i)), CancellationToken.None);
    }

    // Five episodes each, numbered on.
    private static EpisodeShard Shard(int number)
    {
        EpisodeShard shard = Shards.Make("", $"agent-0-{number + 1:D6}");
        return shard with
        {
            Episodes = [.. shard.Episodes.Select((episode, i) => episode with { Ordinal = (number * 5) + i, Id = $"run-1/0/{i % 3}/{(number * 5) + i}" })],
        };
    }

    private static EpisodeShard Of(TemporaryFolder folder, EpisodeShard shard) => shard with { Target = shard.Target with { Dataset = folder.Path } };
}
