using System.Text.Json;
using RlOrleans.Episodes;
using RlOrleans.Worker.Datasets;
using RlOrleans.Files;
using RlOrleans.Worker.Parquet;
using RlOrleans.Worker.Tests.Parquet;

namespace RlOrleans.Worker.Tests.Datasets;

public class DatasetFolderTests
{
    private const string StepsFile = "data/train-run-1-agent-0-000001.parquet";
    private const string EpisodesFile = "episodes/train-run-1-agent-0-000001.parquet";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WriteAsync_Shard_ReadsTheSameElsewhere(bool discrete)
    {
        using var folder = new TemporaryFolder();
        EpisodeShard shard = Shards.Make(folder.Path, discrete: discrete);
        await new Sink().WriteAsync(shard, CancellationToken.None);

        Assert.Equal([".lock", "README.md", StepsFile, EpisodesFile, "meta/summary.json"], folder.Files());
        IndependentReader steps = await IndependentReader.ReadAsync(folder[StepsFile]);
        int row = 0;
        foreach (Episode episode in shard.Episodes)
        {
            for (int step = 0; step <= episode.Length; step++, row++)
            {
                bool isFinal = step == episode.Length;
                JsonElement Value(string name) => steps.Column(name)[row];
                Assert.Equal(episode.Id, Value("episode_id").GetString());
                Assert.Equal(step, Value("step").GetInt32());
                Assert.Equal(episode.Observations.Skip(step * 4).Take(4), Floats(Value("observation")));
                Assert.Equal("CartPole-v1", Value("environment_id").GetString());
                Assert.Equal(episode.Lane, Value("lane").GetInt32());
                Assert.Equal(episode.Seed.ToString(), Value("seed").GetString());
                Assert.Equal(step == episode.Length - 1 && episode.Terminated, Value("terminated").GetBoolean());
                Assert.Equal(step == episode.Length - 1 && episode.Truncated, Value("truncated").GetBoolean());
                Assert.Equal(step == episode.Length - 1 && episode.Aborted, Value("aborted").GetBoolean());
                Assert.Equal(episode.PolicyVersions[Math.Min(step, episode.Length - 1)].ToString(), Value("policy_version").GetString());
                foreach (string name in new[] { "action", "reward", "action_log_prob" })
                    Assert.Equal(isFinal, Value(name).ValueKind == JsonValueKind.Null);
                if (isFinal)
                    continue;
                Assert.Equal(episode.Rewards[step], (float)IndependentReader.Number(Value("reward")));
                Assert.Equal(episode.LogProbs[step], (float)IndependentReader.Number(Value("action_log_prob")));
                if (discrete)
                    Assert.Equal((int)episode.Actions[step], Value("action").GetInt32());
                else
                    Assert.Equal(episode.Actions.Skip(step * 2).Take(2), Floats(Value("action")));
            }
        }

        Assert.Equal(row, steps.RowCount);
    }

    [Fact]
    public async Task CommitAsync_SeveralShardsAndOneThatIsThere_EachIsThereOnce()
    {
        using var folder = new TemporaryFolder();
        EpisodeShard[] shards = [.. Enumerable.Range(0, 5).Select(i => Shards.Make(folder.Path, id: $"000-{i:D6}"))];
        await new Sink().WriteAsync(shards[2], CancellationToken.None);

        await using var dataset = new DatasetFolder(folder.Path);
        PreparedShard[] prepared = [.. shards.Select(shard => dataset.Prepare(shard, CancellationToken.None))];
        CommitReceipt receipt = await dataset.CommitAsync(prepared, CancellationToken.None);

        Assert.Equal([prepared[2].Key], receipt.AlreadyThere.AsEnumerable());
        Assert.Equal([prepared[0].Key, prepared[1].Key, prepared[3].Key, prepared[4].Key], receipt.Written.AsEnumerable());
        Assert.Equal(5, Directory.GetFiles(folder["data"]).Length);
        Assert.Equal(5, Directory.GetFiles(folder["episodes"]).Length);
        Assert.Contains("25 episodes", File.ReadAllText(folder["README.md"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CommitAsync_ShardDeliveredTwice_IsWrittenOnce()
    {
        using var folder = new TemporaryFolder();
        EpisodeShard[] shards = [Shards.Make(folder.Path, id: "000-000001"), Shards.Make(folder.Path, id: "000-000002")];
        await using var dataset = new DatasetFolder(folder.Path);
        PreparedShard[] prepared = [.. new[] { 0, 0, 1, 0, 1 }.Select(i => dataset.Prepare(shards[i], CancellationToken.None))];
        CommitReceipt receipt = await dataset.CommitAsync(prepared, CancellationToken.None);

        Assert.Equal([prepared[0].Key, prepared[2].Key], receipt.Written.AsEnumerable());
        Assert.Empty(receipt.AlreadyThere);
        Assert.Equal(2, Directory.GetFiles(folder["data"]).Length);
    }

    [Fact]
    public async Task WriteAsync_Shard_HasItsTableOfEpisodes()
    {
        using var folder = new TemporaryFolder();
        EpisodeShard shard = Shards.Make(folder.Path);
        await new Sink().WriteAsync(shard, CancellationToken.None);

        IndependentReader table = await IndependentReader.ReadAsync(folder[EpisodesFile]);
        Assert.Equal(shard.Episodes.Length, table.RowCount);
        long firstRow = 0;
        for (int i = 0; i < shard.Episodes.Length; i++)
        {
            Episode episode = shard.Episodes[i];
            JsonElement Value(string name) => table.Column(name)[i];
            Assert.Equal(episode.Id, Value("episode_id").GetString());
            Assert.Equal(episode.Return, Value("return").GetDouble());
            Assert.Equal(episode.Length, Value("length").GetInt32());
            Assert.Equal(episode.Terminated, Value("terminated").GetBoolean());
            Assert.Equal(episode.Truncated, Value("truncated").GetBoolean());
            Assert.Equal(episode.Aborted, Value("aborted").GetBoolean());
            Assert.Equal("ppo", Value("algorithm").GetString());
            Assert.Equal("run-1", Value("run_id").GetString());
            Assert.Equal("CartPole-v1", Value("environment_id").GetString());
            Assert.Equal(episode.PolicyVersions[^1].ToString(), Value("policy_version").GetString());
            Assert.Equal(episode.Seed.ToString(), Value("seed").GetString());
            Assert.Equal(episode.Purpose, Value("purpose").GetInt32());
            Assert.Equal(episode.Agent.ToString(), Value("agent").GetString());
            Assert.Equal(episode.Lane, Value("lane").GetInt32());
            Assert.Equal(episode.EpisodeNumber.ToString(), Value("episode").GetString());
            Assert.Equal(episode.Ordinal.ToString(), Value("ordinal").GetString());
            Assert.Equal(EpisodeHash.Compute("CartPole-v1", episode, 4, 1), Value("hash").GetString());
            Assert.Equal(StepsFile, Value("data_file").GetString());
            Assert.Equal(firstRow.ToString(), Value("first_row").GetString());
            firstRow += episode.Length + 1;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Find_RecordedEpisode_GivesItBack(bool discrete)
    {
        using var folder = new TemporaryFolder();
        var sink = new Sink();
        EpisodeShard[] shards =
        [
            Shards.Make(folder.Path, "agent-0-000001", discrete: discrete),
            Shards.Make(folder.Path, "evaluation-000001", discrete: discrete, split: "evaluation", run: "run-2"),
        ];
        foreach (EpisodeShard shard in shards)
            await sink.WriteAsync(shard, CancellationToken.None);

        var reader = new DatasetReader(folder.Path);
        Assert.Equal(10, reader.Episodes().Count());
        foreach (Episode expected in shards.SelectMany(shard => shard.Episodes))
        {
            RecordedEpisode actual = reader.Find(expected.Id)!;
            AssertSame(expected, actual.Episode);
            Assert.Equal((4, discrete ? 1 : 2, discrete), (actual.ObservationSize, actual.ActionSize, actual.DiscreteActions));
        }

        Assert.Null(reader.Find("run-1/0/0/999"));
    }

    [Fact]
    public async Task Read_EpisodeAcrossRowGroups_GivesItBack()
    {
        using var folder = new TemporaryFolder();
        EpisodeShard shard = Shards.Make(folder.Path, episodes: 8, length: 50);
        var sink = new Sink(new AtomicFile(), TimeProvider.System, new ParquetWriterOptions { RowGroupBytes = 1 << 12 });
        await sink.WriteAsync(shard, CancellationToken.None);
        using (ParquetReader file = ParquetReader.Open(folder[StepsFile]))
            Assert.True(file.RowGroupRowCounts.Length > 4);
        var reader = new DatasetReader(folder.Path);
        foreach (Episode expected in shard.Episodes)
            AssertSame(expected, reader.Find(expected.Id)!.Episode);
    }

    [Fact]
    public async Task WriteAsync_ShardAlreadyThere_LeavesItsFilesAlone()
    {
        using var folder = new TemporaryFolder();
        EpisodeShard shard = Shards.Make(folder.Path);
        await new Sink().WriteAsync(shard, CancellationToken.None);
        var sink = new Sink(new AtomicFile(path => throw new IOException($"'{path}' is written again.")), TimeProvider.System);
        await sink.WriteAsync(shard, CancellationToken.None);
    }

    [Theory]
    [InlineData(StepsFile)]
    [InlineData(EpisodesFile)]
    [InlineData("README.md")]
    public async Task WriteAsync_OneFileMissing_WritesThatOne(string missing)
    {
        using var folder = new TemporaryFolder();
        EpisodeShard shard = Shards.Make(folder.Path);
        await new Sink().WriteAsync(shard, CancellationToken.None);
        byte[] expected = File.ReadAllBytes(folder[missing]);
        File.Delete(folder[missing]);

        var written = new List<string>();
        var files = new AtomicFile(path =>
        {
            written.Add(Path.GetRelativePath(folder.Path, path));
            return File.Create(path);
        });
        await new Sink(files, TimeProvider.System).WriteAsync(shard, CancellationToken.None);
        Assert.Equal([missing + ".tmp"], written);
        Assert.Equal(expected, File.ReadAllBytes(folder[missing]));
    }

    [Fact]
    public async Task WriteAsync_FileCutOff_WritesItAnew()
    {
        using var folder = new TemporaryFolder();
        EpisodeShard shard = Shards.Make(folder.Path);
        await new Sink().WriteAsync(shard, CancellationToken.None);
        byte[] whole = File.ReadAllBytes(folder[EpisodesFile]);
        File.WriteAllBytes(folder[EpisodesFile], whole[..^10]);
        await new Sink().WriteAsync(shard, CancellationToken.None);
        Assert.Equal(whole, File.ReadAllBytes(folder[EpisodesFile]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(1500)]
    public async Task WriteAsync_DiskFull_LeavesNothingAndCanBeRetried(long capacity)
    {
        using var folder = new TemporaryFolder();
        EpisodeShard shard = Shards.Make(folder.Path);
        var files = new AtomicFile(path => new FailingStream(File.Create(path), capacity));
        var error = await Assert.ThrowsAsync<DatasetStoreException>(
            () => new Sink(files, TimeProvider.System).WriteAsync(shard, CancellationToken.None));
        Assert.Equal($"Cannot write '{folder[StepsFile]}' and '{folder[EpisodesFile]}': No space left on device", error.Message);
        Assert.Empty(folder.Files());

        await new Sink().WriteAsync(shard, CancellationToken.None);
        Assert.Equal(5, new DatasetReader(folder.Path).Episodes().Count());
    }

    [Fact]
    public async Task WriteAsync_DiskFullAfterTheSteps_LeavesNothing()
    {
        using var folder = new TemporaryFolder();
        EpisodeShard shard = Shards.Make(folder.Path);
        var files = new AtomicFile(path => path.Contains("episodes", StringComparison.Ordinal) ? new FailingStream(File.Create(path), 20) : File.Create(path));
        await Assert.ThrowsAsync<DatasetStoreException>(() => new Sink(files, TimeProvider.System).WriteAsync(shard, CancellationToken.None));
        Assert.Empty(folder.Files());
    }

    [Fact]
    public async Task WriteAsync_SameShardTwice_GivesTheSameBytes()
    {
        using var first = new TemporaryFolder();
        using var second = new TemporaryFolder();
        foreach (TemporaryFolder folder in new[] { first, second })
            await new Sink().WriteAsync(Shards.Make(folder.Path), CancellationToken.None);
        Assert.Equal(File.ReadAllBytes(first[StepsFile]), File.ReadAllBytes(second[StepsFile]));
        Assert.Equal(File.ReadAllBytes(first[EpisodesFile]), File.ReadAllBytes(second[EpisodesFile]));
    }

    [Fact]
    public async Task WriteAsync_ManyShardsAtOnce_CardHasThemAll()
    {
        using var folder = new TemporaryFolder();
        var sink = new Sink();
        await Parallel.ForAsync(0, 12, async (i, token) =>
            await (i % 2 == 0 ? sink : new Sink()).WriteAsync(Shards.Make(folder.Path, $"agent-{i}-000001"), token));
        string card = File.ReadAllText(folder["README.md"]);

        // 5 episodes of 20 to 24 steps, and a final row for each.
        Assert.Contains($"    num_examples: {12 * (110 + 5)}\n", card, StringComparison.Ordinal);
        Assert.Contains("    num_examples: 60\n", card, StringComparison.Ordinal);
        Assert.Contains("60 episodes, 1,320 steps of CartPole-v1", card, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteAsync_Card_HasConfigsFeaturesAndSplits()
    {
        using var folder = new TemporaryFolder();
        var sink = new Sink();
        await sink.WriteAsync(Shards.Make(folder.Path, "evaluation-000001", episodes: 1, split: "evaluation"), CancellationToken.None);
        await sink.WriteAsync(Shards.Make(folder.Path, environment: "Snake-v0"), CancellationToken.None);
        string card = File.ReadAllText(folder["README.md"]);

        Assert.StartsWith("---\nlicense: mit\n", card, StringComparison.Ordinal);
        Assert.Contains("""
            configs:
            - config_name: default
              default: true
              data_files:
              - split: train
                path: data/train-*.parquet
              - split: evaluation
                path: data/evaluation-*.parquet
            - config_name: episodes
              data_files:
              - split: train
                path: episodes/train-*.parquet
              - split: evaluation
                path: episodes/evaluation-*.parquet
            dataset_info:
            - config_name: default
              features:
              - name: episode_id
                dtype: string
              - name: step
                dtype: int32
              - name: observation
                sequence: float32
              - name: action
                dtype: int32
              - name: reward
                dtype: float32
            """.ReplaceLineEndings("\n"), card, StringComparison.Ordinal);
        Assert.Contains("- 'CartPole-v1'\n- 'Snake-v0'\n", card, StringComparison.Ordinal);
        Assert.Contains("  - name: train\n    num_bytes: ", card, StringComparison.Ordinal);
        Assert.Contains("    num_examples: 115\n", card, StringComparison.Ordinal);
        Assert.Contains("    num_examples: 21\n", card, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteAsync_OwnersTextAndLicence_AreKept()
    {
        using var folder = new TemporaryFolder();
        var sink = new Sink();
        await sink.WriteAsync(Shards.Make(folder.Path), CancellationToken.None);
        string edited = File.ReadAllText(folder["README.md"]).Replace("license: mit", "license: cc0-1.0", StringComparison.Ordinal) + "My notes.\n";
        File.WriteAllText(folder["README.md"], edited);
        await sink.WriteAsync(Shards.Make(folder.Path, "agent-0-000002"), CancellationToken.None);
        string card = File.ReadAllText(folder["README.md"]);
        Assert.StartsWith("---\nlicense: cc0-1.0\n", card, StringComparison.Ordinal);
        Assert.EndsWith("below this line. -->\nMy notes.\n", card, StringComparison.Ordinal);
        Assert.Contains("num_examples: 230\n", card, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhyRefused_OtherKindOfActions_SaysSo()
    {
        using var folder = new TemporaryFolder();
        EpisodeShard continuous = Shards.Make(folder.Path, "agent-1-000001", discrete: false, environment: "Pendulum-v1");
        Assert.Null(DatasetFolder.WhyRefused(continuous.Target));
        await new Sink().WriteAsync(Shards.Make(folder.Path), CancellationToken.None);
        Assert.Equal(
            $"The dataset '{folder.Path}' has discrete actions, and Pendulum-v1 has continuous ones.", DatasetFolder.WhyRefused(continuous.Target));
        await Assert.ThrowsAsync<DatasetStoreException>(() => new Sink().WriteAsync(continuous, CancellationToken.None));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("a/b")]
    [InlineData("")]
    [InlineData(".hidden")]
    public async Task WriteAsync_NameThatIsNoFileName_Throws(string name)
    {
        using var folder = new TemporaryFolder();
        await Assert.ThrowsAsync<DatasetStoreException>(() => new Sink().WriteAsync(Shards.Make(folder.Path, id: name), CancellationToken.None));
        await Assert.ThrowsAsync<DatasetStoreException>(() => new Sink().WriteAsync(Shards.Make(folder.Path, run: name), CancellationToken.None));
        Assert.Empty(folder.Files());
    }

    [Fact]
    public async Task WriteAsync_ArraysThatDoNotFit_ThrowsNamingThem()
    {
        using var folder = new TemporaryFolder();
        EpisodeShard shard = Shards.Make(folder.Path);
        Episode broken = shard.Episodes[2] with { Observations = shard.Episodes[2].Observations.RemoveAt(0) };
        var error = await Assert.ThrowsAsync<DatasetStoreException>(
            () => new Sink().WriteAsync(shard with { Episodes = [broken] }, CancellationToken.None));
        Assert.StartsWith("Shard 'run-1/agent-0-000001' cannot be stored: Episode 'run-1/0/2/2' of 22 steps has 91 Observations where 92 belong.", error.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Files());
    }

    [Fact]
    public async Task Read_StepsOfAnotherRecording_ThrowsNamingTheHash()
    {
        using var folder = new TemporaryFolder();
        EpisodeShard shard = Shards.Make(folder.Path);
        var sink = new Sink();
        await sink.WriteAsync(shard, CancellationToken.None);
        File.Delete(folder[StepsFile]);
        Episode changed = shard.Episodes[1] with { Rewards = shard.Episodes[1].Rewards.SetItem(3, 7) };
        await sink.WriteAsync(shard with { Episodes = shard.Episodes.SetItem(1, changed) }, CancellationToken.None);

        var reader = new DatasetReader(folder.Path);
        AssertSame(shard.Episodes[0], reader.Find(shard.Episodes[0].Id)!.Episode);
        var error = Assert.Throws<InvalidDataException>(() => reader.Find(changed.Id));
        Assert.Contains("are not those that its hash was made of", error.Message, StringComparison.Ordinal);
        Assert.Contains(folder[StepsFile], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_StepsMissing_ThrowsNamingTheFile()
    {
        using var folder = new TemporaryFolder();
        EpisodeShard shard = Shards.Make(folder.Path);
        await new Sink().WriteAsync(shard, CancellationToken.None);
        File.Delete(folder[StepsFile]);
        var error = Assert.Throws<InvalidDataException>(() => new DatasetReader(folder.Path).Find(shard.Episodes[0].Id));
        Assert.Contains(folder[StepsFile], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_FileOfOtherColumns_ThrowsNamingIt()
    {
        using var folder = new TemporaryFolder();
        EpisodeShard shard = Shards.Make(folder.Path);
        await new Sink().WriteAsync(shard, CancellationToken.None);
        EpisodeRow row = new DatasetReader(folder.Path).Episodes().First();
        File.Copy(folder[EpisodesFile], folder[StepsFile], overwrite: true);
        var stepsError = Assert.Throws<InvalidDataException>(() => new DatasetReader(folder.Path).Read(row with { Length = 2 }));
        Assert.Equal($"'{folder[StepsFile]}': It does not have the columns of recorded episodes.", stepsError.Message);
        using (FileStream stream = File.Create(folder[EpisodesFile]))
        using (var writer = new ParquetWriter(stream, new ParquetSchema(new ParquetField("episode_id", ParquetKind.String))))
            writer.Complete();
        var tableError = Assert.Throws<InvalidDataException>(() => new DatasetReader(folder.Path).Episodes().ToList());
        Assert.Equal($"'{folder[EpisodesFile]}': It does not have the columns of a table of episodes.", tableError.Message);
    }

    [Fact]
    public void Open_NoDataset_Throws() =>
        Assert.Throws<DirectoryNotFoundException>(() => new DatasetReader(Path.Combine(Path.GetTempPath(), "rlorleans-nothing-here")));

    [Fact]
    public void Compute_CanonicalBytes_AreThoseOfTheDocumentation()
    {
        // The digest of the same bytes by Python's struct and hashlib.
        Episode episode = Shards.Make("x", episodes: 1, length: 2).Episodes[0];
        Assert.Equal("0e76d8145fc4a82ecc3adc5688e99b3e4c0a62ea2253437defeb2f46121709a7", EpisodeHash.Compute("CartPole-v1", episode, 4, 1));
    }

    private static float[] Floats(JsonElement list) => [.. list.EnumerateArray().Select(value => (float)IndependentReader.Number(value))];

    private static void AssertSame(Episode expected, Episode actual)
    {
        Assert.Equal(expected.Observations.AsEnumerable(), actual.Observations);
        Assert.Equal(expected.Actions.AsEnumerable(), actual.Actions);
        Assert.Equal(expected.Rewards.AsEnumerable(), actual.Rewards);
        Assert.Equal(expected.LogProbs.AsEnumerable(), actual.LogProbs);
        Assert.Equal(expected.PolicyVersions.AsEnumerable(), actual.PolicyVersions);
        Assert.Equal(
            expected with { Observations = default, Actions = default, Rewards = default, LogProbs = default, PolicyVersions = default },
            actual with { Observations = default, Actions = default, Rewards = default, LogProbs = default, PolicyVersions = default });
    }
}
